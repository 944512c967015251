var Lb=Object.create;var Y_=Object.defineProperty;var Db=Object.getOwnPropertyDescriptor;var Nb=Object.getOwnPropertyNames;var Ob=Object.getPrototypeOf,Fb=Object.prototype.hasOwnProperty;var Ub=(n,e)=>()=>{try{return e||n((e={exports:{}}).exports,e),e.exports}catch(t){throw e=0,t}};var Bb=(n,e,t,i)=>{if(e&&typeof e=="object"||typeof e=="function")for(let r of Nb(e))!Fb.call(n,r)&&r!==t&&Y_(n,r,{get:()=>e[r],enumerable:!(i=Db(e,r))||i.enumerable});return n};var kb=(n,e,t)=>(t=n!=null?Lb(Ob(n)):{},Bb(e||!n||!n.__esModule?Y_(t,"default",{value:n,enumerable:!0}):t,n));var Q_=Ub((Ym,qm)=>{(function(n,e){typeof Ym=="object"&&typeof qm<"u"?qm.exports=e():typeof define=="function"&&define.amd?define(e):n.createREGL=e()})(Ym,(function(){"use strict";var n=function(_){return _ instanceof Uint8Array||_ instanceof Uint16Array||_ instanceof Uint32Array||_ instanceof Int8Array||_ instanceof Int16Array||_ instanceof Int32Array||_ instanceof Float32Array||_ instanceof Float64Array||_ instanceof Uint8ClampedArray},e=function(_,L){for(var Y=Object.keys(L),Me=0;Me<Y.length;++Me)_[Y[Me]]=L[Y[Me]];return _},t=`
`;function i(_){return typeof atob<"u"?atob(_):"base64:"+_}function r(_){var L=new Error("(regl) "+_);throw console.error(L),L}function s(_,L){_||r(L)}function a(_){return _?": "+_:""}function o(_,L,Y){_ in L||r("unknown parameter ("+_+")"+a(Y)+". possible values: "+Object.keys(L).join())}function c(_,L){n(_)||r("invalid parameter type"+a(L)+". must be a typed array")}function l(_,L){switch(L){case"number":return typeof _=="number";case"object":return typeof _=="object";case"string":return typeof _=="string";case"boolean":return typeof _=="boolean";case"function":return typeof _=="function";case"undefined":return typeof _>"u";case"symbol":return typeof _=="symbol"}}function u(_,L,Y){l(_,L)||r("invalid parameter type"+a(Y)+". expected "+L+", got "+typeof _)}function h(_,L){_>=0&&(_|0)===_||r("invalid parameter type, ("+_+")"+a(L)+". must be a nonnegative integer")}function f(_,L,Y){L.indexOf(_)<0&&r("invalid value"+a(Y)+". must be one of: "+L)}var p=["gl","canvas","container","attributes","pixelRatio","extensions","optionalExtensions","profile","onDone"];function v(_){Object.keys(_).forEach(function(L){p.indexOf(L)<0&&r('invalid regl constructor argument "'+L+'". must be one of '+p)})}function M(_,L){for(_=_+"";_.length<L;)_=" "+_;return _}function m(){this.name="unknown",this.lines=[],this.index={},this.hasErrors=!1}function g(_,L){this.number=_,this.line=L,this.errors=[]}function S(_,L,Y){this.file=_,this.line=L,this.message=Y}function T(){var _=new Error,L=(_.stack||_).toString(),Y=/compileProcedure.*\n\s*at.*\((.*)\)/.exec(L);if(Y)return Y[1];var Me=/compileProcedure.*\n\s*at\s+(.*)(\n|$)/.exec(L);return Me?Me[1]:"unknown"}function b(){var _=new Error,L=(_.stack||_).toString(),Y=/at REGLCommand.*\n\s+at.*\((.*)\)/.exec(L);if(Y)return Y[1];var Me=/at REGLCommand.*\n\s+at\s+(.*)\n/.exec(L);return Me?Me[1]:"unknown"}function D(_,L){var Y=_.split(`
`),Me=1,ke=0,be={unknown:new m,0:new m};be.unknown.name=be[0].name=L||T(),be.unknown.lines.push(new g(0,""));for(var Le=0;Le<Y.length;++Le){var Je=Y[Le],je=/^\s*#\s*(\w+)\s+(.+)\s*$/.exec(Je);if(je)switch(je[1]){case"line":var lt=/(\d+)(\s+\d+)?/.exec(je[2]);lt&&(Me=lt[1]|0,lt[2]&&(ke=lt[2]|0,ke in be||(be[ke]=new m)));break;case"define":var ut=/SHADER_NAME(_B64)?\s+(.*)$/.exec(je[2]);ut&&(be[ke].name=ut[1]?i(ut[2]):ut[2]);break}be[ke].lines.push(new g(Me++,Je))}return Object.keys(be).forEach(function(ct){var Et=be[ct];Et.lines.forEach(function(Qe){Et.index[Qe.number]=Qe})}),be}function C(_){var L=[];return _.split(`
`).forEach(function(Y){if(!(Y.length<5)){var Me=/^ERROR:\s+(\d+):(\d+):\s*(.*)$/.exec(Y);Me?L.push(new S(Me[1]|0,Me[2]|0,Me[3].trim())):Y.length>0&&L.push(new S("unknown",0,Y))}}),L}function x(_,L){L.forEach(function(Y){var Me=_[Y.file];if(Me){var ke=Me.index[Y.line];if(ke){ke.errors.push(Y),Me.hasErrors=!0;return}}_.unknown.hasErrors=!0,_.unknown.lines[0].errors.push(Y)})}function A(_,L,Y,Me,ke){if(!_.getShaderParameter(L,_.COMPILE_STATUS)){var be=_.getShaderInfoLog(L),Le=Me===_.FRAGMENT_SHADER?"fragment":"vertex";ie(Y,"string",Le+" shader source must be a string",ke);var Je=D(Y,ke),je=C(be);x(Je,je),Object.keys(Je).forEach(function(lt){var ut=Je[lt];if(!ut.hasErrors)return;var ct=[""],Et=[""];function Qe(at,ue){ct.push(at),Et.push(ue||"")}Qe("file number "+lt+": "+ut.name+`
`,"color:red;text-decoration:underline;font-weight:bold"),ut.lines.forEach(function(at){if(at.errors.length>0){Qe(M(at.number,4)+"|  ","background-color:yellow; font-weight:bold"),Qe(at.line+t,"color:red; background-color:yellow; font-weight:bold");var ue=0;at.errors.forEach(function(Re){var st=Re.message,kt=/^\s*'(.*)'\s*:\s*(.*)$/.exec(st);if(kt){var $e=kt[1];st=kt[2],$e==="assign"&&($e="="),ue=Math.max(at.line.indexOf($e,ue),0)}else ue=0;Qe(M("| ",6)),Qe(M("^^^",ue+3)+t,"font-weight:bold"),Qe(M("| ",6)),Qe(st+t,"font-weight:bold")}),Qe(M("| ",6)+t)}else Qe(M(at.number,4)+"|  "),Qe(at.line+t,"color:red")}),typeof document<"u"&&!window.chrome?(Et[0]=ct.join("%c"),console.log.apply(console,Et)):console.log(ct.join(""))}),s.raise("Error compiling "+Le+" shader, "+Je[0].name)}}function j(_,L,Y,Me,ke){if(!_.getProgramParameter(L,_.LINK_STATUS)){var be=_.getProgramInfoLog(L),Le=D(Y,ke),Je=D(Me,ke),je='Error linking program with vertex shader, "'+Je[0].name+'", and fragment shader "'+Le[0].name+'"';typeof document<"u"?console.log("%c"+je+t+"%c"+be,"color:red;text-decoration:underline;font-weight:bold","color:red"):console.log(je+t+be),s.raise(je)}}function W(_){_._commandRef=T()}function H(_,L,Y,Me){W(_);function ke(je){return je?Me.id(je):0}_._fragId=ke(_.static.frag),_._vertId=ke(_.static.vert);function be(je,lt){Object.keys(lt).forEach(function(ut){je[Me.id(ut)]=!0})}var Le=_._uniformSet={};be(Le,L.static),be(Le,L.dynamic);var Je=_._attributeSet={};be(Je,Y.static),be(Je,Y.dynamic),_._hasCount="count"in _.static||"count"in _.dynamic||"elements"in _.static||"elements"in _.dynamic}function te(_,L){var Y=b();r(_+" in command "+(L||T())+(Y==="unknown"?"":" called from "+Y))}function ee(_,L,Y){_||te(L,Y||T())}function k(_,L,Y,Me){_ in L||te("unknown parameter ("+_+")"+a(Y)+". possible values: "+Object.keys(L).join(),Me||T())}function ie(_,L,Y,Me){l(_,L)||te("invalid parameter type"+a(Y)+". expected "+L+", got "+typeof _,Me||T())}function pe(_){_()}function $(_,L,Y){_.texture?f(_.texture._texture.internalformat,L,"unsupported texture format for attachment"):f(_.renderbuffer._renderbuffer.format,Y,"unsupported renderbuffer format for attachment")}var Oe=33071,he=9728,Se=9984,re=9985,De=9986,Be=9987,ye=5120,We=5121,rt=5122,bt=5123,et=5124,nn=5125,pn=5126,Qt=32819,Rn=32820,ht=33635,Ft=34042,hn=36193,en={};en[ye]=en[We]=1,en[rt]=en[bt]=en[hn]=en[ht]=en[Qt]=en[Rn]=2,en[et]=en[nn]=en[pn]=en[Ft]=4;function gn(_,L){return _===Rn||_===Qt||_===ht?2:_===Ft?4:en[_]*L}function _n(_){return!(_&_-1)&&!!_}function vi(_,L,Y){var Me,ke=L.width,be=L.height,Le=L.channels;s(ke>0&&ke<=Y.maxTextureSize&&be>0&&be<=Y.maxTextureSize,"invalid texture shape"),(_.wrapS!==Oe||_.wrapT!==Oe)&&s(_n(ke)&&_n(be),"incompatible wrap mode for texture, both width and height must be power of 2"),L.mipmask===1?ke!==1&&be!==1&&s(_.minFilter!==Se&&_.minFilter!==De&&_.minFilter!==re&&_.minFilter!==Be,"min filter requires mipmap"):(s(_n(ke)&&_n(be),"texture must be a square power of 2 to support mipmapping"),s(L.mipmask===(ke<<1)-1,"missing or incomplete mipmap data")),L.type===pn&&(Y.extensions.indexOf("oes_texture_float_linear")<0&&s(_.minFilter===he&&_.magFilter===he,"filter not supported, must enable oes_texture_float_linear"),s(!_.genMipmaps,"mipmap generation not supported with float textures"));var Je=L.images;for(Me=0;Me<16;++Me)if(Je[Me]){var je=ke>>Me,lt=be>>Me;s(L.mipmask&1<<Me,"missing mipmap data");var ut=Je[Me];if(s(ut.width===je&&ut.height===lt,"invalid shape for mip images"),s(ut.format===L.format&&ut.internalformat===L.internalformat&&ut.type===L.type,"incompatible type for mip image"),!ut.compressed)if(ut.data){var ct=Math.ceil(gn(ut.type,Le)*je/ut.unpackAlignment)*ut.unpackAlignment;s(ut.data.byteLength===ct*lt,"invalid data for image, buffer size is inconsistent with image format")}else ut.element||ut.copy}else _.genMipmaps||s((L.mipmask&1<<Me)===0,"extra mipmap data");L.compressed&&s(!_.genMipmaps,"mipmap generation for compressed images not supported")}function kn(_,L,Y,Me){var ke=_.width,be=_.height,Le=_.channels;s(ke>0&&ke<=Me.maxTextureSize&&be>0&&be<=Me.maxTextureSize,"invalid texture shape"),s(ke===be,"cube map must be square"),s(L.wrapS===Oe&&L.wrapT===Oe,"wrap mode not supported by cube map");for(var Je=0;Je<Y.length;++Je){var je=Y[Je];s(je.width===ke&&je.height===be,"inconsistent cube map face shape"),L.genMipmaps&&(s(!je.compressed,"can not generate mipmap for compressed textures"),s(je.mipmask===1,"can not specify mipmaps and generate mipmaps"));for(var lt=je.images,ut=0;ut<16;++ut){var ct=lt[ut];if(ct){var Et=ke>>ut,Qe=be>>ut;s(je.mipmask&1<<ut,"missing mipmap data"),s(ct.width===Et&&ct.height===Qe,"invalid shape for mip images"),s(ct.format===_.format&&ct.internalformat===_.internalformat&&ct.type===_.type,"incompatible type for mip image"),ct.compressed||(ct.data?s(ct.data.byteLength===Et*Qe*Math.max(gn(ct.type,Le),ct.unpackAlignment),"invalid data for image, buffer size is inconsistent with image format"):ct.element||ct.copy)}}}}var I=e(s,{optional:pe,raise:r,commandRaise:te,command:ee,parameter:o,commandParameter:k,constructor:v,type:u,commandType:ie,isTypedArray:c,nni:h,oneOf:f,shaderError:A,linkError:j,callSite:b,saveCommandRef:W,saveDrawInfo:H,framebufferFormat:$,guessCommand:T,texture2D:vi,textureCube:kn}),ti=0,ui=0,K=5,yt=6;function rn(_,L){this.id=ti++,this.type=_,this.data=L}function Mn(_){return _.replace(/\\/g,"\\\\").replace(/"/g,'\\"')}function nt(_){if(_.length===0)return[];var L=_.charAt(0),Y=_.charAt(_.length-1);if(_.length>1&&L===Y&&(L==='"'||L==="'"))return['"'+Mn(_.substr(1,_.length-2))+'"'];var Me=/\[(false|true|null|\d+|'[^']*'|"[^"]*")\]/.exec(_);if(Me)return nt(_.substr(0,Me.index)).concat(nt(Me[1])).concat(nt(_.substr(Me.index+Me[0].length)));var ke=_.split(".");if(ke.length===1)return['"'+Mn(_)+'"'];for(var be=[],Le=0;Le<ke.length;++Le)be=be.concat(nt(ke[Le]));return be}function St(_){return"["+nt(_).join("][")+"]"}function Bt(_,L){return new rn(_,St(L+""))}function ln(_){return typeof _=="function"&&!_._reglType||_ instanceof rn}function F(_,L){if(typeof _=="function")return new rn(ui,_);if(typeof _=="number"||typeof _=="boolean")return new rn(K,_);if(Array.isArray(_))return new rn(yt,_.map(function(Y,Me){return F(Y,L+"["+Me+"]")}));if(_ instanceof rn)return _;I(!1,"invalid option type in uniform "+L)}var E={DynamicVariable:rn,define:Bt,isDynamic:ln,unbox:F,accessor:St},oe={next:typeof requestAnimationFrame=="function"?function(_){return requestAnimationFrame(_)}:function(_){return setTimeout(_,16)},cancel:typeof cancelAnimationFrame=="function"?function(_){return cancelAnimationFrame(_)}:clearTimeout},Ze=typeof performance<"u"&&performance.now?function(){return performance.now()}:function(){return+new Date};function Ve(){var _={"":0},L=[""];return{id:function(Y){var Me=_[Y];return Me||(Me=_[Y]=L.length,L.push(Y),Me)},str:function(Y){return L[Y]}}}function _t(_,L,Y){var Me=document.createElement("canvas");e(Me.style,{border:0,margin:0,padding:0,top:0,left:0,width:"100%",height:"100%"}),_.appendChild(Me),_===document.body&&(Me.style.position="absolute",e(_.style,{margin:0,padding:0}));function ke(){var Je=window.innerWidth,je=window.innerHeight;if(_!==document.body){var lt=Me.getBoundingClientRect();Je=lt.right-lt.left,je=lt.bottom-lt.top}Me.width=Y*Je,Me.height=Y*je}var be;_!==document.body&&typeof ResizeObserver=="function"?(be=new ResizeObserver(function(){setTimeout(ke)}),be.observe(_)):window.addEventListener("resize",ke,!1);function Le(){be?be.disconnect():window.removeEventListener("resize",ke),_.removeChild(Me)}return ke(),{canvas:Me,onDestroy:Le}}function pt(_,L){function Y(Me){try{return _.getContext(Me,L)}catch{return null}}return Y("webgl")||Y("experimental-webgl")||Y("webgl-experimental")}function Ne(_){return typeof _.nodeName=="string"&&typeof _.appendChild=="function"&&typeof _.getBoundingClientRect=="function"}function ze(_){return typeof _.drawArrays=="function"||typeof _.drawElements=="function"}function Ce(_){return typeof _=="string"?_.split():(I(Array.isArray(_),"invalid extension array"),_)}function B(_){return typeof _=="string"?(I(typeof document<"u","not supported outside of DOM"),document.querySelector(_)):_}function xe(_){var L=_||{},Y,Me,ke,be,Le={},Je=[],je=[],lt=typeof window>"u"?1:window.devicePixelRatio,ut=!1,ct=function(at){at&&I.raise(at)},Et=function(){};if(typeof L=="string"?(I(typeof document<"u","selector queries only supported in DOM environments"),Y=document.querySelector(L),I(Y,"invalid query string for element")):typeof L=="object"?Ne(L)?Y=L:ze(L)?(be=L,ke=be.canvas):(I.constructor(L),"gl"in L?be=L.gl:"canvas"in L?ke=B(L.canvas):"container"in L&&(Me=B(L.container)),"attributes"in L&&(Le=L.attributes,I.type(Le,"object","invalid context attributes")),"extensions"in L&&(Je=Ce(L.extensions)),"optionalExtensions"in L&&(je=Ce(L.optionalExtensions)),"onDone"in L&&(I.type(L.onDone,"function","invalid or missing onDone callback"),ct=L.onDone),"profile"in L&&(ut=!!L.profile),"pixelRatio"in L&&(lt=+L.pixelRatio,I(lt>0,"invalid pixel ratio"))):I.raise("invalid arguments to regl"),Y&&(Y.nodeName.toLowerCase()==="canvas"?ke=Y:Me=Y),!be){if(!ke){I(typeof document<"u","must manually specify webgl context outside of DOM environments");var Qe=_t(Me||document.body,ct,lt);if(!Qe)return null;ke=Qe.canvas,Et=Qe.onDestroy}Le.premultipliedAlpha===void 0&&(Le.premultipliedAlpha=!0),be=pt(ke,Le)}return be?{gl:be,canvas:ke,container:Me,extensions:Je,optionalExtensions:je,pixelRatio:lt,profile:ut,onDone:ct,onDestroy:Et}:(Et(),ct("webgl not supported, try upgrading your browser or graphics drivers http://get.webgl.org"),null)}function me(_,L){var Y={};function Me(Le){I.type(Le,"string","extension name must be string");var Je=Le.toLowerCase(),je;try{je=Y[Je]=_.getExtension(Je)}catch{}return!!je}for(var ke=0;ke<L.extensions.length;++ke){var be=L.extensions[ke];if(!Me(be))return L.onDestroy(),L.onDone('"'+be+'" extension is not supported by the current WebGL context, try upgrading your system or a different browser'),null}return L.optionalExtensions.forEach(Me),{extensions:Y,restore:function(){Object.keys(Y).forEach(function(Le){if(Y[Le]&&!Me(Le))throw new Error("(regl): error restoring extension "+Le)})}}}function Ge(_,L){for(var Y=Array(_),Me=0;Me<_;++Me)Y[Me]=L(Me);return Y}var Xe=5120,qe=5121,ft=5122,Zt=5123,Fe=5124,Rt=5125,sn=5126;function ot(_){for(var L=16;L<=1<<28;L*=16)if(_<=L)return L;return 0}function mn(_){var L,Y;return L=(_>65535)<<4,_>>>=L,Y=(_>255)<<3,_>>>=Y,L|=Y,Y=(_>15)<<2,_>>>=Y,L|=Y,Y=(_>3)<<1,_>>>=Y,L|=Y,L|_>>1}function ni(){var _=Ge(8,function(){return[]});function L(be){var Le=ot(be),Je=_[mn(Le)>>2];return Je.length>0?Je.pop():new ArrayBuffer(Le)}function Y(be){_[mn(be.byteLength)>>2].push(be)}function Me(be,Le){var Je=null;switch(be){case Xe:Je=new Int8Array(L(Le),0,Le);break;case qe:Je=new Uint8Array(L(Le),0,Le);break;case ft:Je=new Int16Array(L(2*Le),0,Le);break;case Zt:Je=new Uint16Array(L(2*Le),0,Le);break;case Fe:Je=new Int32Array(L(4*Le),0,Le);break;case Rt:Je=new Uint32Array(L(4*Le),0,Le);break;case sn:Je=new Float32Array(L(4*Le),0,Le);break;default:return null}return Je.length!==Le?Je.subarray(0,Le):Je}function ke(be){Y(be.buffer)}return{alloc:L,free:Y,allocType:Me,freeType:ke}}var Nn=ni();Nn.zero=ni();var vs=3408,Ws=3410,oa=3411,la=3412,qr=3413,Or=3414,br=3415,Fr=33901,Hi=33902,Li=3379,Ci=3386,Ri=34921,$r=36347,rr=36348,Zr=35661,Cs=35660,ca=34930,Jn=36349,Ur=34076,Rs=34024,R=7936,ne=7937,we=7938,_e=35724,Ee=34047,Mt=36063,Ht=34852,Tt=3553,Xt=34067,un=34069,yn=33984,Ln=6408,on=5126,zn=5121,gi=36160,ii=36053,Zn=36064,Oi=16384,cn=function(_,L){var Y=1;L.ext_texture_filter_anisotropic&&(Y=_.getParameter(Ee));var Me=1,ke=1;L.webgl_draw_buffers&&(Me=_.getParameter(Ht),ke=_.getParameter(Mt));var be=!!L.oes_texture_float;if(be){var Le=_.createTexture();_.bindTexture(Tt,Le),_.texImage2D(Tt,0,Ln,1,1,0,Ln,on,null);var Je=_.createFramebuffer();if(_.bindFramebuffer(gi,Je),_.framebufferTexture2D(gi,Zn,Tt,Le,0),_.bindTexture(Tt,null),_.checkFramebufferStatus(gi)!==ii)be=!1;else{_.viewport(0,0,1,1),_.clearColor(1,0,0,1),_.clear(Oi);var je=Nn.allocType(on,4);_.readPixels(0,0,1,1,Ln,on,je),_.getError()?be=!1:(_.deleteFramebuffer(Je),_.deleteTexture(Le),be=je[0]===1),Nn.freeType(je)}}var lt=typeof navigator<"u"&&(/MSIE/.test(navigator.userAgent)||/Trident\//.test(navigator.appVersion)||/Edge/.test(navigator.userAgent)),ut=!0;if(!lt){var ct=_.createTexture(),Et=Nn.allocType(zn,36);_.activeTexture(yn),_.bindTexture(Xt,ct),_.texImage2D(un,0,Ln,3,3,0,Ln,zn,Et),Nn.freeType(Et),_.bindTexture(Xt,null),_.deleteTexture(ct),ut=!_.getError()}return{colorBits:[_.getParameter(Ws),_.getParameter(oa),_.getParameter(la),_.getParameter(qr)],depthBits:_.getParameter(Or),stencilBits:_.getParameter(br),subpixelBits:_.getParameter(vs),extensions:Object.keys(L).filter(function(Qe){return!!L[Qe]}),maxAnisotropic:Y,maxDrawbuffers:Me,maxColorAttachments:ke,pointSizeDims:_.getParameter(Fr),lineWidthDims:_.getParameter(Hi),maxViewportDims:_.getParameter(Ci),maxCombinedTextureUnits:_.getParameter(Zr),maxCubeMapSize:_.getParameter(Ur),maxRenderbufferSize:_.getParameter(Rs),maxTextureUnits:_.getParameter(ca),maxTextureSize:_.getParameter(Li),maxAttributes:_.getParameter(Ri),maxVertexUniforms:_.getParameter($r),maxVertexTextureUnits:_.getParameter(Cs),maxVaryingVectors:_.getParameter(rr),maxFragmentUniforms:_.getParameter(Jn),glsl:_.getParameter(_e),renderer:_.getParameter(ne),vendor:_.getParameter(R),version:_.getParameter(we),readFloat:be,npotTextureCube:ut}};function ri(_){return!!_&&typeof _=="object"&&Array.isArray(_.shape)&&Array.isArray(_.stride)&&typeof _.offset=="number"&&_.shape.length===_.stride.length&&(Array.isArray(_.data)||n(_.data))}var Pn=function(_){return Object.keys(_).map(function(L){return _[L]})},er={shape:xi,flatten:En};function Pi(_,L,Y){for(var Me=0;Me<L;++Me)Y[Me]=_[Me]}function Mr(_,L,Y,Me){for(var ke=0,be=0;be<L;++be)for(var Le=_[be],Je=0;Je<Y;++Je)Me[ke++]=Le[Je]}function mr(_,L,Y,Me,ke,be){for(var Le=be,Je=0;Je<L;++Je)for(var je=_[Je],lt=0;lt<Y;++lt)for(var ut=je[lt],ct=0;ct<Me;++ct)ke[Le++]=ut[ct]}function Hr(_,L,Y,Me,ke){for(var be=1,Le=Y+1;Le<L.length;++Le)be*=L[Le];var Je=L[Y];if(L.length-Y===4){var je=L[Y+1],lt=L[Y+2],ut=L[Y+3];for(Le=0;Le<Je;++Le)mr(_[Le],je,lt,ut,Me,ke),ke+=be}else for(Le=0;Le<Je;++Le)Hr(_[Le],L,Y+1,Me,ke),ke+=be}function En(_,L,Y,Me){var ke=1;if(L.length)for(var be=0;be<L.length;++be)ke*=L[be];else ke=0;var Le=Me||Nn.allocType(Y,ke);switch(L.length){case 0:break;case 1:Pi(_,L[0],Le);break;case 2:Mr(_,L[0],L[1],Le);break;case 3:mr(_,L[0],L[1],L[2],Le,0);break;default:Hr(_,L,0,Le,0)}return Le}function xi(_){for(var L=[],Y=_;Y.length;Y=Y[0])L.push(Y.length);return L}var Wi={"[object Int8Array]":5120,"[object Int16Array]":5122,"[object Int32Array]":5124,"[object Uint8Array]":5121,"[object Uint8ClampedArray]":5121,"[object Uint16Array]":5123,"[object Uint32Array]":5125,"[object Float32Array]":5126,"[object Float64Array]":5121,"[object ArrayBuffer]":5121},Kn=5120,Ei=5122,Qn=5124,Ps=5121,cr=5123,zi=5125,ua=5126,fa=5126,gr={int8:Kn,int16:Ei,int32:Qn,uint8:Ps,uint16:cr,uint32:zi,float:ua,float32:fa},xs=35048,vl=35040,Ia={dynamic:xs,stream:vl,static:35044},Xs=er.flatten,Er=er.shape,Co=35044,Ro=35040,pi=5121,yi=5126,Tr=[];Tr[5120]=1,Tr[5122]=2,Tr[5124]=4,Tr[5121]=1,Tr[5123]=2,Tr[5125]=4,Tr[5126]=4;function Ki(_){return Wi[Object.prototype.toString.call(_)]|0}function Gi(_,L){for(var Y=0;Y<L.length;++Y)_[Y]=L[Y]}function Fi(_,L,Y,Me,ke,be,Le){for(var Je=0,je=0;je<Y;++je)for(var lt=0;lt<Me;++lt)_[Je++]=L[ke*je+be*lt+Le]}function fi(_,L,Y,Me){var ke=0,be={};function Le(ue){this.id=ke++,this.buffer=_.createBuffer(),this.type=ue,this.usage=Co,this.byteLength=0,this.dimension=1,this.dtype=pi,this.persistentData=null,Y.profile&&(this.stats={size:0})}Le.prototype.bind=function(){_.bindBuffer(this.type,this.buffer)},Le.prototype.destroy=function(){Et(this)};var Je=[];function je(ue,Re){var st=Je.pop();return st||(st=new Le(ue)),st.bind(),ct(st,Re,Ro,0,1,!1),st}function lt(ue){Je.push(ue)}function ut(ue,Re,st){ue.byteLength=Re.byteLength,_.bufferData(ue.type,Re,st)}function ct(ue,Re,st,kt,$e,Ot){var It;if(ue.usage=st,Array.isArray(Re)){if(ue.dtype=kt||yi,Re.length>0){var dn;if(Array.isArray(Re[0])){It=Er(Re);for(var He=1,Ue=1;Ue<It.length;++Ue)He*=It[Ue];ue.dimension=He,dn=Xs(Re,It,ue.dtype),ut(ue,dn,st),Ot?ue.persistentData=dn:Nn.freeType(dn)}else if(typeof Re[0]=="number"){ue.dimension=$e;var Yt=Nn.allocType(ue.dtype,Re.length);Gi(Yt,Re),ut(ue,Yt,st),Ot?ue.persistentData=Yt:Nn.freeType(Yt)}else n(Re[0])?(ue.dimension=Re[0].length,ue.dtype=kt||Ki(Re[0])||yi,dn=Xs(Re,[Re.length,Re[0].length],ue.dtype),ut(ue,dn,st),Ot?ue.persistentData=dn:Nn.freeType(dn)):I.raise("invalid buffer data")}}else if(n(Re))ue.dtype=kt||Ki(Re),ue.dimension=$e,ut(ue,Re,st),Ot&&(ue.persistentData=new Uint8Array(new Uint8Array(Re.buffer)));else if(ri(Re)){It=Re.shape;var At=Re.stride,it=Re.offset,Ct=0,Pt=0,In=0,Tn=0;It.length===1?(Ct=It[0],Pt=1,In=At[0],Tn=0):It.length===2?(Ct=It[0],Pt=It[1],In=At[0],Tn=At[1]):I.raise("invalid shape"),ue.dtype=kt||Ki(Re.data)||yi,ue.dimension=Pt;var Lt=Nn.allocType(ue.dtype,Ct*Pt);Fi(Lt,Re.data,Ct,Pt,In,Tn,it),ut(ue,Lt,st),Ot?ue.persistentData=Lt:Nn.freeType(Lt)}else Re instanceof ArrayBuffer?(ue.dtype=pi,ue.dimension=$e,ut(ue,Re,st),Ot&&(ue.persistentData=new Uint8Array(new Uint8Array(Re)))):I.raise("invalid buffer data")}function Et(ue){L.bufferCount--,Me(ue);var Re=ue.buffer;I(Re,"buffer must not be deleted already"),_.deleteBuffer(Re),ue.buffer=null,delete be[ue.id]}function Qe(ue,Re,st,kt){L.bufferCount++;var $e=new Le(Re);be[$e.id]=$e;function Ot(He){var Ue=Co,Yt=null,At=0,it=0,Ct=1;return Array.isArray(He)||n(He)||ri(He)||He instanceof ArrayBuffer?Yt=He:typeof He=="number"?At=He|0:He&&(I.type(He,"object","buffer arguments must be an object, a number or an array"),"data"in He&&(I(Yt===null||Array.isArray(Yt)||n(Yt)||ri(Yt),"invalid data for buffer"),Yt=He.data),"usage"in He&&(I.parameter(He.usage,Ia,"invalid buffer usage"),Ue=Ia[He.usage]),"type"in He&&(I.parameter(He.type,gr,"invalid buffer type"),it=gr[He.type]),"dimension"in He&&(I.type(He.dimension,"number","invalid dimension"),Ct=He.dimension|0),"length"in He&&(I.nni(At,"buffer length must be a nonnegative integer"),At=He.length|0)),$e.bind(),Yt?ct($e,Yt,Ue,it,Ct,kt):(At&&_.bufferData($e.type,At,Ue),$e.dtype=it||pi,$e.usage=Ue,$e.dimension=Ct,$e.byteLength=At),Y.profile&&($e.stats.size=$e.byteLength*Tr[$e.dtype]),Ot}function It(He,Ue){I(Ue+He.byteLength<=$e.byteLength,"invalid buffer subdata call, buffer is too small.  Can't write data of size "+He.byteLength+" starting from offset "+Ue+" to a buffer of size "+$e.byteLength),_.bufferSubData($e.type,Ue,He)}function dn(He,Ue){var Yt=(Ue||0)|0,At;if($e.bind(),n(He)||He instanceof ArrayBuffer)It(He,Yt);else if(Array.isArray(He)){if(He.length>0)if(typeof He[0]=="number"){var it=Nn.allocType($e.dtype,He.length);Gi(it,He),It(it,Yt),Nn.freeType(it)}else if(Array.isArray(He[0])||n(He[0])){At=Er(He);var Ct=Xs(He,At,$e.dtype);It(Ct,Yt),Nn.freeType(Ct)}else I.raise("invalid buffer data")}else if(ri(He)){At=He.shape;var Pt=He.stride,In=0,Tn=0,Lt=0,Ut=0;At.length===1?(In=At[0],Tn=1,Lt=Pt[0],Ut=0):At.length===2?(In=At[0],Tn=At[1],Lt=Pt[0],Ut=Pt[1]):I.raise("invalid shape");var Sn=Array.isArray(He.data)?$e.dtype:Ki(He.data),wn=Nn.allocType(Sn,In*Tn);Fi(wn,He.data,In,Tn,Lt,Ut,He.offset),It(wn,Yt),Nn.freeType(wn)}else I.raise("invalid data for buffer subdata");return Ot}return st||Ot(ue),Ot._reglType="buffer",Ot._buffer=$e,Ot.subdata=dn,Y.profile&&(Ot.stats=$e.stats),Ot.destroy=function(){Et($e)},Ot}function at(){Pn(be).forEach(function(ue){ue.buffer=_.createBuffer(),_.bindBuffer(ue.type,ue.buffer),_.bufferData(ue.type,ue.persistentData||ue.byteLength,ue.usage)})}return Y.profile&&(L.getTotalBufferSize=function(){var ue=0;return Object.keys(be).forEach(function(Re){ue+=be[Re].stats.size}),ue}),{create:Qe,createStream:je,destroyStream:lt,clear:function(){Pn(be).forEach(Et),Je.forEach(Et)},getBuffer:function(ue){return ue&&ue._buffer instanceof Le?ue._buffer:null},restore:at,_initBuffer:ct}}var Kr=0,Po=0,Io=1,Ys=1,Ar=4,ou=4,jr={points:Kr,point:Po,lines:Io,line:Ys,triangles:Ar,triangle:ou,"line loop":2,"line strip":3,"triangle strip":5,"triangle fan":6},xl=0,lu=1,Br=4,hi=5120,Jr=5121,ls=5122,La=5123,Qr=5124,Is=5125,to=34963,yl=35040,Da=35044;function Na(_,L,Y,Me){var ke={},be=0,Le={uint8:Jr,uint16:La};L.oes_element_index_uint&&(Le.uint32=Is);function Je(at){this.id=be++,ke[this.id]=this,this.buffer=at,this.primType=Br,this.vertCount=0,this.type=0}Je.prototype.bind=function(){this.buffer.bind()};var je=[];function lt(at){var ue=je.pop();return ue||(ue=new Je(Y.create(null,to,!0,!1)._buffer)),ct(ue,at,yl,-1,-1,0,0),ue}function ut(at){je.push(at)}function ct(at,ue,Re,st,kt,$e,Ot){at.buffer.bind();var It;if(ue){var dn=Ot;!Ot&&(!n(ue)||ri(ue)&&!n(ue.data))&&(dn=L.oes_element_index_uint?Is:La),Y._initBuffer(at.buffer,ue,Re,dn,3)}else _.bufferData(to,$e,Re),at.buffer.dtype=It||Jr,at.buffer.usage=Re,at.buffer.dimension=3,at.buffer.byteLength=$e;if(It=Ot,!Ot){switch(at.buffer.dtype){case Jr:case hi:It=Jr;break;case La:case ls:It=La;break;case Is:case Qr:It=Is;break;default:I.raise("unsupported type for element array")}at.buffer.dtype=It}at.type=It,I(It!==Is||!!L.oes_element_index_uint,"32 bit element buffers not supported, enable oes_element_index_uint first");var He=kt;He<0&&(He=at.buffer.byteLength,It===La?He>>=1:It===Is&&(He>>=2)),at.vertCount=He;var Ue=st;if(st<0){Ue=Br;var Yt=at.buffer.dimension;Yt===1&&(Ue=xl),Yt===2&&(Ue=lu),Yt===3&&(Ue=Br)}at.primType=Ue}function Et(at){Me.elementsCount--,I(at.buffer!==null,"must not double destroy elements"),delete ke[at.id],at.buffer.destroy(),at.buffer=null}function Qe(at,ue){var Re=Y.create(null,to,!0),st=new Je(Re._buffer);Me.elementsCount++;function kt($e){if(!$e)Re(),st.primType=Br,st.vertCount=0,st.type=Jr;else if(typeof $e=="number")Re($e),st.primType=Br,st.vertCount=$e|0,st.type=Jr;else{var Ot=null,It=Da,dn=-1,He=-1,Ue=0,Yt=0;Array.isArray($e)||n($e)||ri($e)?Ot=$e:(I.type($e,"object","invalid arguments for elements"),"data"in $e&&(Ot=$e.data,I(Array.isArray(Ot)||n(Ot)||ri(Ot),"invalid data for element buffer")),"usage"in $e&&(I.parameter($e.usage,Ia,"invalid element buffer usage"),It=Ia[$e.usage]),"primitive"in $e&&(I.parameter($e.primitive,jr,"invalid element buffer primitive"),dn=jr[$e.primitive]),"count"in $e&&(I(typeof $e.count=="number"&&$e.count>=0,"invalid vertex count for elements"),He=$e.count|0),"type"in $e&&(I.parameter($e.type,Le,"invalid buffer type"),Yt=Le[$e.type]),"length"in $e?Ue=$e.length|0:(Ue=He,Yt===La||Yt===ls?Ue*=2:(Yt===Is||Yt===Qr)&&(Ue*=4))),ct(st,Ot,It,dn,He,Ue,Yt)}return kt}return kt(at),kt._reglType="elements",kt._elements=st,kt.subdata=function($e,Ot){return Re.subdata($e,Ot),kt},kt.destroy=function(){Et(st)},kt}return{create:Qe,createStream:lt,destroyStream:ut,getElements:function(at){return typeof at=="function"&&at._elements instanceof Je?at._elements:null},clear:function(){Pn(ke).forEach(Et)}}}var Lo=new Float32Array(1),no=new Uint32Array(Lo.buffer),Sl=5123;function qs(_){for(var L=Nn.allocType(Sl,_.length),Y=0;Y<_.length;++Y)if(isNaN(_[Y]))L[Y]=65535;else if(_[Y]===1/0)L[Y]=31744;else if(_[Y]===-1/0)L[Y]=64512;else{Lo[0]=_[Y];var Me=no[0],ke=Me>>>31<<15,be=(Me<<1>>>24)-127,Le=Me>>13&1023;if(be<-24)L[Y]=ke;else if(be<-14){var Je=-14-be;L[Y]=ke+(Le+1024>>Je)}else be>15?L[Y]=ke+31744:L[Y]=ke+(be+15<<10)+Le}return L}function si(_){return Array.isArray(_)||n(_)}var Oa=function(_){return!(_&_-1)&&!!_},Do=34467,es=3553,io=34067,Fa=34069,$s=6408,cs=6406,ha=6407,Zs=6409,da=6410,ro=32854,bl=32855,Ml=36194,No=32819,Ks=32820,Oo=33635,ji=34042,Ua=6402,Ui=34041,Fo=35904,so=35906,ys=36193,El=33776,Tl=33777,ao=33778,y=33779,w=35986,G=35987,X=34798,ae=35840,Ae=35841,Ke=35842,mt=35843,wt=36196,Kt=5121,tn=5123,fn=5125,Cn=5126,di=10242,ai=10243,Yn=10497,An=33071,vn=33648,Si=10240,Di=10241,Xi=9728,mi=9729,Ii=9984,Yi=9985,ur=9986,sr=9987,us=33170,Wr=4352,Xr=4353,ts=4354,fs=34046,Ss=3317,wr=37440,Yr=37441,pa=37443,_r=37444,Ba=33984,Jp=[Ii,ur,Yi,sr],ec=[0,Zs,da,ha,$s],bs={};bs[Zs]=bs[cs]=bs[Ua]=1,bs[Ui]=bs[da]=2,bs[ha]=bs[Fo]=3,bs[$s]=bs[so]=4;function Uo(_){return"[object "+_+"]"}var ka=Uo("HTMLCanvasElement"),Of=Uo("OffscreenCanvas"),Ff=Uo("CanvasRenderingContext2D"),Uf=Uo("ImageBitmap"),Bf=Uo("HTMLImageElement"),kf=Uo("HTMLVideoElement"),Qp=Object.keys(Wi).concat([ka,Of,Ff,Uf,Bf,kf]),Bo=[];Bo[Kt]=1,Bo[Cn]=4,Bo[ys]=2,Bo[tn]=2,Bo[fn]=4;var vr=[];vr[ro]=2,vr[bl]=2,vr[Ml]=2,vr[Ui]=4,vr[El]=.5,vr[Tl]=.5,vr[ao]=1,vr[y]=1,vr[w]=.5,vr[G]=1,vr[X]=1,vr[ae]=.5,vr[Ae]=.25,vr[Ke]=.5,vr[mt]=.25,vr[wt]=.5;function zf(_){return Array.isArray(_)&&(_.length===0||typeof _[0]=="number")}function Gf(_){if(!Array.isArray(_))return!1;var L=_.length;return!(L===0||!si(_[0]))}function za(_){return Object.prototype.toString.call(_)}function tc(_){return za(_)===ka}function cu(_){return za(_)===Of}function em(_){return za(_)===Ff}function tm(_){return za(_)===Uf}function nm(_){return za(_)===Bf}function Vf(_){return za(_)===kf}function nc(_){if(!_)return!1;var L=za(_);return Qp.indexOf(L)>=0?!0:zf(_)||Gf(_)||ri(_)}function Hf(_){return Wi[Object.prototype.toString.call(_)]|0}function im(_,L){var Y=L.length;switch(_.type){case Kt:case tn:case fn:case Cn:var Me=Nn.allocType(_.type,Y);Me.set(L),_.data=Me;break;case ys:_.data=qs(L);break;default:I.raise("unsupported texture type, must specify a typed array")}}function Wf(_,L){return Nn.allocType(_.type===ys?Cn:_.type,L)}function Xf(_,L){_.type===ys?(_.data=qs(L),Nn.freeType(L)):_.data=L}function rm(_,L,Y,Me,ke,be){for(var Le=_.width,Je=_.height,je=_.channels,lt=Le*Je*je,ut=Wf(_,lt),ct=0,Et=0;Et<Je;++Et)for(var Qe=0;Qe<Le;++Qe)for(var at=0;at<je;++at)ut[ct++]=L[Y*Qe+Me*Et+ke*at+be];Xf(_,ut)}function ic(_,L,Y,Me,ke,be){var Le;if(typeof vr[_]<"u"?Le=vr[_]:Le=bs[_]*Bo[L],be&&(Le*=6),ke){for(var Je=0,je=Y;je>=1;)Je+=Le*je*je,je/=2;return Je}else return Le*Y*Me}function Al(_,L,Y,Me,ke,be,Le){var Je={"don't care":Wr,"dont care":Wr,nice:ts,fast:Xr},je={repeat:Yn,clamp:An,mirror:vn},lt={nearest:Xi,linear:mi},ut=e({mipmap:sr,"nearest mipmap nearest":Ii,"linear mipmap nearest":Yi,"nearest mipmap linear":ur,"linear mipmap linear":sr},lt),ct={none:0,browser:_r},Et={uint8:Kt,rgba4:No,rgb565:Oo,"rgb5 a1":Ks},Qe={alpha:cs,luminance:Zs,"luminance alpha":da,rgb:ha,rgba:$s,rgba4:ro,"rgb5 a1":bl,rgb565:Ml},at={};L.ext_srgb&&(Qe.srgb=Fo,Qe.srgba=so),L.oes_texture_float&&(Et.float32=Et.float=Cn),L.oes_texture_half_float&&(Et.float16=Et["half float"]=ys),L.webgl_depth_texture&&(e(Qe,{depth:Ua,"depth stencil":Ui}),e(Et,{uint16:tn,uint32:fn,"depth stencil":ji})),L.webgl_compressed_texture_s3tc&&e(at,{"rgb s3tc dxt1":El,"rgba s3tc dxt1":Tl,"rgba s3tc dxt3":ao,"rgba s3tc dxt5":y}),L.webgl_compressed_texture_atc&&e(at,{"rgb atc":w,"rgba atc explicit alpha":G,"rgba atc interpolated alpha":X}),L.webgl_compressed_texture_pvrtc&&e(at,{"rgb pvrtc 4bppv1":ae,"rgb pvrtc 2bppv1":Ae,"rgba pvrtc 4bppv1":Ke,"rgba pvrtc 2bppv1":mt}),L.webgl_compressed_texture_etc1&&(at["rgb etc1"]=wt);var ue=Array.prototype.slice.call(_.getParameter(Do));Object.keys(at).forEach(function(V){var Te=at[V];ue.indexOf(Te)>=0&&(Qe[V]=Te)});var Re=Object.keys(Qe);Y.textureFormats=Re;var st=[];Object.keys(Qe).forEach(function(V){var Te=Qe[V];st[Te]=V});var kt=[];Object.keys(Et).forEach(function(V){var Te=Et[V];kt[Te]=V});var $e=[];Object.keys(lt).forEach(function(V){var Te=lt[V];$e[Te]=V});var Ot=[];Object.keys(ut).forEach(function(V){var Te=ut[V];Ot[Te]=V});var It=[];Object.keys(je).forEach(function(V){var Te=je[V];It[Te]=V});var dn=Re.reduce(function(V,Te){var ve=Qe[Te];return ve===Zs||ve===cs||ve===Zs||ve===da||ve===Ua||ve===Ui||L.ext_srgb&&(ve===Fo||ve===so)?V[ve]=ve:ve===bl||Te.indexOf("rgba")>=0?V[ve]=$s:V[ve]=ha,V},{});function He(){this.internalformat=$s,this.format=$s,this.type=Kt,this.compressed=!1,this.premultiplyAlpha=!1,this.flipY=!1,this.unpackAlignment=1,this.colorSpace=_r,this.width=0,this.height=0,this.channels=0}function Ue(V,Te){V.internalformat=Te.internalformat,V.format=Te.format,V.type=Te.type,V.compressed=Te.compressed,V.premultiplyAlpha=Te.premultiplyAlpha,V.flipY=Te.flipY,V.unpackAlignment=Te.unpackAlignment,V.colorSpace=Te.colorSpace,V.width=Te.width,V.height=Te.height,V.channels=Te.channels}function Yt(V,Te){if(!(typeof Te!="object"||!Te)){if("premultiplyAlpha"in Te&&(I.type(Te.premultiplyAlpha,"boolean","invalid premultiplyAlpha"),V.premultiplyAlpha=Te.premultiplyAlpha),"flipY"in Te&&(I.type(Te.flipY,"boolean","invalid texture flip"),V.flipY=Te.flipY),"alignment"in Te&&(I.oneOf(Te.alignment,[1,2,4,8],"invalid texture unpack alignment"),V.unpackAlignment=Te.alignment),"colorSpace"in Te&&(I.parameter(Te.colorSpace,ct,"invalid colorSpace"),V.colorSpace=ct[Te.colorSpace]),"type"in Te){var ve=Te.type;I(L.oes_texture_float||!(ve==="float"||ve==="float32"),"you must enable the OES_texture_float extension in order to use floating point textures."),I(L.oes_texture_half_float||!(ve==="half float"||ve==="float16"),"you must enable the OES_texture_half_float extension in order to use 16-bit floating point textures."),I(L.webgl_depth_texture||!(ve==="uint16"||ve==="uint32"||ve==="depth stencil"),"you must enable the WEBGL_depth_texture extension in order to use depth/stencil textures."),I.parameter(ve,Et,"invalid texture type"),V.type=Et[ve]}var Wt=V.width,Gn=V.height,U=V.channels,P=!1;"shape"in Te?(I(Array.isArray(Te.shape)&&Te.shape.length>=2,"shape must be an array"),Wt=Te.shape[0],Gn=Te.shape[1],Te.shape.length===3&&(U=Te.shape[2],I(U>0&&U<=4,"invalid number of channels"),P=!0),I(Wt>=0&&Wt<=Y.maxTextureSize,"invalid width"),I(Gn>=0&&Gn<=Y.maxTextureSize,"invalid height")):("radius"in Te&&(Wt=Gn=Te.radius,I(Wt>=0&&Wt<=Y.maxTextureSize,"invalid radius")),"width"in Te&&(Wt=Te.width,I(Wt>=0&&Wt<=Y.maxTextureSize,"invalid width")),"height"in Te&&(Gn=Te.height,I(Gn>=0&&Gn<=Y.maxTextureSize,"invalid height")),"channels"in Te&&(U=Te.channels,I(U>0&&U<=4,"invalid number of channels"),P=!0)),V.width=Wt|0,V.height=Gn|0,V.channels=U|0;var Z=!1;if("format"in Te){var le=Te.format;I(L.webgl_depth_texture||!(le==="depth"||le==="depth stencil"),"you must enable the WEBGL_depth_texture extension in order to use depth/stencil textures."),I.parameter(le,Qe,"invalid texture format");var fe=V.internalformat=Qe[le];V.format=dn[fe],le in Et&&("type"in Te||(V.type=Et[le])),le in at&&(V.compressed=!0),Z=!0}!P&&Z?V.channels=bs[V.format]:P&&!Z?V.channels!==ec[V.format]&&(V.format=V.internalformat=ec[V.channels]):Z&&P&&I(V.channels===bs[V.format],"number of channels inconsistent with specified format")}}function At(V){_.pixelStorei(wr,V.flipY),_.pixelStorei(Yr,V.premultiplyAlpha),_.pixelStorei(pa,V.colorSpace),_.pixelStorei(Ss,V.unpackAlignment)}function it(){He.call(this),this.xOffset=0,this.yOffset=0,this.data=null,this.needsFree=!1,this.element=null,this.needsCopy=!1}function Ct(V,Te){var ve=null;if(nc(Te)?ve=Te:Te&&(I.type(Te,"object","invalid pixel data type"),Yt(V,Te),"x"in Te&&(V.xOffset=Te.x|0),"y"in Te&&(V.yOffset=Te.y|0),nc(Te.data)&&(ve=Te.data)),I(!V.compressed||ve instanceof Uint8Array,"compressed texture data must be stored in a uint8array"),Te.copy){I(!ve,"can not specify copy and data field for the same texture");var Wt=ke.viewportWidth,Gn=ke.viewportHeight;V.width=V.width||Wt-V.xOffset,V.height=V.height||Gn-V.yOffset,V.needsCopy=!0,I(V.xOffset>=0&&V.xOffset<Wt&&V.yOffset>=0&&V.yOffset<Gn&&V.width>0&&V.width<=Wt&&V.height>0&&V.height<=Gn,"copy texture read out of bounds")}else if(!ve)V.width=V.width||1,V.height=V.height||1,V.channels=V.channels||4;else if(n(ve))V.channels=V.channels||4,V.data=ve,!("type"in Te)&&V.type===Kt&&(V.type=Hf(ve));else if(zf(ve))V.channels=V.channels||4,im(V,ve),V.alignment=1,V.needsFree=!0;else if(ri(ve)){var U=ve.data;!Array.isArray(U)&&V.type===Kt&&(V.type=Hf(U));var P=ve.shape,Z=ve.stride,le,fe,Q,J,se,N;P.length===3?(Q=P[2],N=Z[2]):(I(P.length===2,"invalid ndarray pixel data, must be 2 or 3D"),Q=1,N=1),le=P[0],fe=P[1],J=Z[0],se=Z[1],V.alignment=1,V.width=le,V.height=fe,V.channels=Q,V.format=V.internalformat=ec[Q],V.needsFree=!0,rm(V,U,J,se,N,ve.offset)}else if(tc(ve)||cu(ve)||em(ve))tc(ve)||cu(ve)?V.element=ve:V.element=ve.canvas,V.width=V.element.width,V.height=V.element.height,V.channels=4;else if(tm(ve))V.element=ve,V.width=ve.width,V.height=ve.height,V.channels=4;else if(nm(ve))V.element=ve,V.width=ve.naturalWidth,V.height=ve.naturalHeight,V.channels=4;else if(Vf(ve))V.element=ve,V.width=ve.videoWidth,V.height=ve.videoHeight,V.channels=4;else if(Gf(ve)){var q=V.width||ve[0].length,z=V.height||ve.length,de=V.channels;si(ve[0][0])?de=de||ve[0][0].length:de=de||1;for(var ge=er.shape(ve),Ye=1,vt=0;vt<ge.length;++vt)Ye*=ge[vt];var xt=Wf(V,Ye);er.flatten(ve,ge,"",xt),Xf(V,xt),V.alignment=1,V.width=q,V.height=z,V.channels=de,V.format=V.internalformat=ec[de],V.needsFree=!0}V.type===Cn?I(Y.extensions.indexOf("oes_texture_float")>=0,"oes_texture_float extension not enabled"):V.type===ys&&I(Y.extensions.indexOf("oes_texture_half_float")>=0,"oes_texture_half_float extension not enabled")}function Pt(V,Te,ve){var Wt=V.element,Gn=V.data,U=V.internalformat,P=V.format,Z=V.type,le=V.width,fe=V.height;At(V),Wt?_.texImage2D(Te,ve,P,P,Z,Wt):V.compressed?_.compressedTexImage2D(Te,ve,U,le,fe,0,Gn):V.needsCopy?(Me(),_.copyTexImage2D(Te,ve,P,V.xOffset,V.yOffset,le,fe,0)):_.texImage2D(Te,ve,P,le,fe,0,P,Z,Gn||null)}function In(V,Te,ve,Wt,Gn){var U=V.element,P=V.data,Z=V.internalformat,le=V.format,fe=V.type,Q=V.width,J=V.height;At(V),U?_.texSubImage2D(Te,Gn,ve,Wt,le,fe,U):V.compressed?_.compressedTexSubImage2D(Te,Gn,ve,Wt,Z,Q,J,P):V.needsCopy?(Me(),_.copyTexSubImage2D(Te,Gn,ve,Wt,V.xOffset,V.yOffset,Q,J)):_.texSubImage2D(Te,Gn,ve,Wt,Q,J,le,fe,P)}var Tn=[];function Lt(){return Tn.pop()||new it}function Ut(V){V.needsFree&&Nn.freeType(V.data),it.call(V),Tn.push(V)}function Sn(){He.call(this),this.genMipmaps=!1,this.mipmapHint=Wr,this.mipmask=0,this.images=Array(16)}function wn(V,Te,ve){var Wt=V.images[0]=Lt();V.mipmask=1,Wt.width=V.width=Te,Wt.height=V.height=ve,Wt.channels=V.channels=4}function Hn(V,Te){var ve=null;if(nc(Te))ve=V.images[0]=Lt(),Ue(ve,V),Ct(ve,Te),V.mipmask=1;else if(Yt(V,Te),Array.isArray(Te.mipmap))for(var Wt=Te.mipmap,Gn=0;Gn<Wt.length;++Gn)ve=V.images[Gn]=Lt(),Ue(ve,V),ve.width>>=Gn,ve.height>>=Gn,Ct(ve,Wt[Gn]),V.mipmask|=1<<Gn;else ve=V.images[0]=Lt(),Ue(ve,V),Ct(ve,Te),V.mipmask=1;Ue(V,V.images[0]),V.compressed&&(V.internalformat===El||V.internalformat===Tl||V.internalformat===ao||V.internalformat===y)&&I(V.width%4===0&&V.height%4===0,"for compressed texture formats, mipmap level 0 must have width and height that are a multiple of 4")}function Vi(V,Te){for(var ve=V.images,Wt=0;Wt<ve.length;++Wt){if(!ve[Wt])return;Pt(ve[Wt],Te,Wt)}}var qi=[];function Xn(){var V=qi.pop()||new Sn;He.call(V),V.mipmask=0;for(var Te=0;Te<16;++Te)V.images[Te]=null;return V}function fr(V){for(var Te=V.images,ve=0;ve<Te.length;++ve)Te[ve]&&Ut(Te[ve]),Te[ve]=null;qi.push(V)}function Ni(){this.minFilter=Xi,this.magFilter=Xi,this.wrapS=An,this.wrapT=An,this.anisotropic=1,this.genMipmaps=!1,this.mipmapHint=Wr}function lr(V,Te){if("min"in Te){var ve=Te.min;I.parameter(ve,ut),V.minFilter=ut[ve],Jp.indexOf(V.minFilter)>=0&&!("faces"in Te)&&(V.genMipmaps=!0)}if("mag"in Te){var Wt=Te.mag;I.parameter(Wt,lt),V.magFilter=lt[Wt]}var Gn=V.wrapS,U=V.wrapT;if("wrap"in Te){var P=Te.wrap;typeof P=="string"?(I.parameter(P,je),Gn=U=je[P]):Array.isArray(P)&&(I.parameter(P[0],je),I.parameter(P[1],je),Gn=je[P[0]],U=je[P[1]])}else{if("wrapS"in Te){var Z=Te.wrapS;I.parameter(Z,je),Gn=je[Z]}if("wrapT"in Te){var le=Te.wrapT;I.parameter(le,je),U=je[le]}}if(V.wrapS=Gn,V.wrapT=U,"anisotropic"in Te){var fe=Te.anisotropic;I(typeof fe=="number"&&fe>=1&&fe<=Y.maxAnisotropic,"aniso samples must be between 1 and "),V.anisotropic=Te.anisotropic}if("mipmap"in Te){var Q=!1;switch(typeof Te.mipmap){case"string":I.parameter(Te.mipmap,Je,"invalid mipmap hint"),V.mipmapHint=Je[Te.mipmap],V.genMipmaps=!0,Q=!0;break;case"boolean":Q=V.genMipmaps=Te.mipmap;break;case"object":I(Array.isArray(Te.mipmap),"invalid mipmap type"),V.genMipmaps=!1,Q=!0;break;default:I.raise("invalid mipmap type")}Q&&!("min"in Te)&&(V.minFilter=Ii)}}function hr(V,Te){_.texParameteri(Te,Di,V.minFilter),_.texParameteri(Te,Si,V.magFilter),_.texParameteri(Te,di,V.wrapS),_.texParameteri(Te,ai,V.wrapT),L.ext_texture_filter_anisotropic&&_.texParameteri(Te,fs,V.anisotropic),V.genMipmaps&&(_.hint(us,V.mipmapHint),_.generateMipmap(Te))}var dr=0,Cr={},kr=Y.maxTextureUnits,nr=Array(kr).map(function(){return null});function On(V){He.call(this),this.mipmask=0,this.internalformat=$s,this.id=dr++,this.refCount=1,this.target=V,this.texture=_.createTexture(),this.unit=-1,this.bindCount=0,this.texInfo=new Ni,Le.profile&&(this.stats={size:0})}function zr(V){_.activeTexture(Ba),_.bindTexture(V.target,V.texture)}function oi(){var V=nr[0];V?_.bindTexture(V.target,V.texture):_.bindTexture(es,null)}function xn(V){var Te=V.texture;I(Te,"must not double destroy texture");var ve=V.unit,Wt=V.target;ve>=0&&(_.activeTexture(Ba+ve),_.bindTexture(Wt,null),nr[ve]=null),_.deleteTexture(Te),V.texture=null,V.params=null,V.pixels=null,V.refCount=0,delete Cr[V.id],be.textureCount--}e(On.prototype,{bind:function(){var V=this;V.bindCount+=1;var Te=V.unit;if(Te<0){for(var ve=0;ve<kr;++ve){var Wt=nr[ve];if(Wt){if(Wt.bindCount>0)continue;Wt.unit=-1}nr[ve]=V,Te=ve;break}Te>=kr&&I.raise("insufficient number of texture units"),Le.profile&&be.maxTextureUnits<Te+1&&(be.maxTextureUnits=Te+1),V.unit=Te,_.activeTexture(Ba+Te),_.bindTexture(V.target,V.texture)}return Te},unbind:function(){this.bindCount-=1},decRef:function(){--this.refCount<=0&&xn(this)}});function Wn(V,Te){var ve=new On(es);Cr[ve.id]=ve,be.textureCount++;function Wt(P,Z){var le=ve.texInfo;Ni.call(le);var fe=Xn();return typeof P=="number"?typeof Z=="number"?wn(fe,P|0,Z|0):wn(fe,P|0,P|0):P?(I.type(P,"object","invalid arguments to regl.texture"),lr(le,P),Hn(fe,P)):wn(fe,1,1),le.genMipmaps&&(fe.mipmask=(fe.width<<1)-1),ve.mipmask=fe.mipmask,Ue(ve,fe),I.texture2D(le,fe,Y),ve.internalformat=fe.internalformat,Wt.width=fe.width,Wt.height=fe.height,zr(ve),Vi(fe,es),hr(le,es),oi(),fr(fe),Le.profile&&(ve.stats.size=ic(ve.internalformat,ve.type,fe.width,fe.height,le.genMipmaps,!1)),Wt.format=st[ve.internalformat],Wt.type=kt[ve.type],Wt.mag=$e[le.magFilter],Wt.min=Ot[le.minFilter],Wt.wrapS=It[le.wrapS],Wt.wrapT=It[le.wrapT],Wt}function Gn(P,Z,le,fe){I(!!P,"must specify image data");var Q=Z|0,J=le|0,se=fe|0,N=Lt();return Ue(N,ve),N.width=0,N.height=0,Ct(N,P),N.width=N.width||(ve.width>>se)-Q,N.height=N.height||(ve.height>>se)-J,I(ve.type===N.type&&ve.format===N.format&&ve.internalformat===N.internalformat,"incompatible format for texture.subimage"),I(Q>=0&&J>=0&&Q+N.width<=ve.width&&J+N.height<=ve.height,"texture.subimage write out of bounds"),I(ve.mipmask&1<<se,"missing mipmap data"),I(N.data||N.element||N.needsCopy,"missing image data"),zr(ve),In(N,es,Q,J,se),oi(),Ut(N),Wt}function U(P,Z){var le=P|0,fe=Z|0||le;if(le===ve.width&&fe===ve.height)return Wt;Wt.width=ve.width=le,Wt.height=ve.height=fe,zr(ve);for(var Q=0;ve.mipmask>>Q;++Q){var J=le>>Q,se=fe>>Q;if(!J||!se)break;_.texImage2D(es,Q,ve.format,J,se,0,ve.format,ve.type,null)}return oi(),Le.profile&&(ve.stats.size=ic(ve.internalformat,ve.type,le,fe,!1,!1)),Wt}return Wt(V,Te),Wt.subimage=Gn,Wt.resize=U,Wt._reglType="texture2d",Wt._texture=ve,Le.profile&&(Wt.stats=ve.stats),Wt.destroy=function(){ve.decRef()},Wt}function qn(V,Te,ve,Wt,Gn,U){var P=new On(io);Cr[P.id]=P,be.cubeCount++;var Z=new Array(6);function le(J,se,N,q,z,de){var ge,Ye=P.texInfo;for(Ni.call(Ye),ge=0;ge<6;++ge)Z[ge]=Xn();if(typeof J=="number"||!J){var vt=J|0||1;for(ge=0;ge<6;++ge)wn(Z[ge],vt,vt)}else if(typeof J=="object")if(se)Hn(Z[0],J),Hn(Z[1],se),Hn(Z[2],N),Hn(Z[3],q),Hn(Z[4],z),Hn(Z[5],de);else if(lr(Ye,J),Yt(P,J),"faces"in J){var xt=J.faces;for(I(Array.isArray(xt)&&xt.length===6,"cube faces must be a length 6 array"),ge=0;ge<6;++ge)I(typeof xt[ge]=="object"&&!!xt[ge],"invalid input for cube map face"),Ue(Z[ge],P),Hn(Z[ge],xt[ge])}else for(ge=0;ge<6;++ge)Hn(Z[ge],J);else I.raise("invalid arguments to cube map");for(Ue(P,Z[0]),I.optional(function(){Y.npotTextureCube||I(Oa(P.width)&&Oa(P.height),"your browser does not support non power or two texture dimensions")}),Ye.genMipmaps?P.mipmask=(Z[0].width<<1)-1:P.mipmask=Z[0].mipmask,I.textureCube(P,Ye,Z,Y),P.internalformat=Z[0].internalformat,le.width=Z[0].width,le.height=Z[0].height,zr(P),ge=0;ge<6;++ge)Vi(Z[ge],Fa+ge);for(hr(Ye,io),oi(),Le.profile&&(P.stats.size=ic(P.internalformat,P.type,le.width,le.height,Ye.genMipmaps,!0)),le.format=st[P.internalformat],le.type=kt[P.type],le.mag=$e[Ye.magFilter],le.min=Ot[Ye.minFilter],le.wrapS=It[Ye.wrapS],le.wrapT=It[Ye.wrapT],ge=0;ge<6;++ge)fr(Z[ge]);return le}function fe(J,se,N,q,z){I(!!se,"must specify image data"),I(typeof J=="number"&&J===(J|0)&&J>=0&&J<6,"invalid face");var de=N|0,ge=q|0,Ye=z|0,vt=Lt();return Ue(vt,P),vt.width=0,vt.height=0,Ct(vt,se),vt.width=vt.width||(P.width>>Ye)-de,vt.height=vt.height||(P.height>>Ye)-ge,I(P.type===vt.type&&P.format===vt.format&&P.internalformat===vt.internalformat,"incompatible format for texture.subimage"),I(de>=0&&ge>=0&&de+vt.width<=P.width&&ge+vt.height<=P.height,"texture.subimage write out of bounds"),I(P.mipmask&1<<Ye,"missing mipmap data"),I(vt.data||vt.element||vt.needsCopy,"missing image data"),zr(P),In(vt,Fa+J,de,ge,Ye),oi(),Ut(vt),le}function Q(J){var se=J|0;if(se!==P.width){le.width=P.width=se,le.height=P.height=se,zr(P);for(var N=0;N<6;++N)for(var q=0;P.mipmask>>q;++q)_.texImage2D(Fa+N,q,P.format,se>>q,se>>q,0,P.format,P.type,null);return oi(),Le.profile&&(P.stats.size=ic(P.internalformat,P.type,le.width,le.height,!1,!0)),le}}return le(V,Te,ve,Wt,Gn,U),le.subimage=fe,le.resize=Q,le._reglType="textureCube",le._texture=P,Le.profile&&(le.stats=P.stats),le.destroy=function(){P.decRef()},le}function ir(){for(var V=0;V<kr;++V)_.activeTexture(Ba+V),_.bindTexture(es,null),nr[V]=null;Pn(Cr).forEach(xn),be.cubeCount=0,be.textureCount=0}Le.profile&&(be.getTotalTextureSize=function(){var V=0;return Object.keys(Cr).forEach(function(Te){V+=Cr[Te].stats.size}),V});function Ha(){for(var V=0;V<kr;++V){var Te=nr[V];Te&&(Te.bindCount=0,Te.unit=-1,nr[V]=null)}Pn(Cr).forEach(function(ve){ve.texture=_.createTexture(),_.bindTexture(ve.target,ve.texture);for(var Wt=0;Wt<32;++Wt)if((ve.mipmask&1<<Wt)!==0)if(ve.target===es)_.texImage2D(es,Wt,ve.internalformat,ve.width>>Wt,ve.height>>Wt,0,ve.internalformat,ve.type,null);else for(var Gn=0;Gn<6;++Gn)_.texImage2D(Fa+Gn,Wt,ve.internalformat,ve.width>>Wt,ve.height>>Wt,0,ve.internalformat,ve.type,null);hr(ve.texInfo,ve.target)})}function Fl(){for(var V=0;V<kr;++V){var Te=nr[V];Te&&(Te.bindCount=0,Te.unit=-1,nr[V]=null),_.activeTexture(Ba+V),_.bindTexture(es,null),_.bindTexture(io,null)}}return{create2D:Wn,createCube:qn,clear:ir,getTexture:function(V){return null},restore:Ha,refresh:Fl}}var Ga=36161,wl=32854,uu=32855,sm=36194,Yf=33189,qf=36168,$f=34041,Zf=35907,Kf=34836,jf=34842,rc=34843,Ls=[];Ls[wl]=2,Ls[uu]=2,Ls[sm]=2,Ls[Yf]=2,Ls[qf]=1,Ls[$f]=4,Ls[Zf]=4,Ls[Kf]=16,Ls[jf]=8,Ls[rc]=6;function fu(_,L,Y){return Ls[_]*L*Y}var Cl=function(_,L,Y,Me,ke){var be={rgba4:wl,rgb565:sm,"rgb5 a1":uu,depth:Yf,stencil:qf,"depth stencil":$f};L.ext_srgb&&(be.srgba=Zf),L.ext_color_buffer_half_float&&(be.rgba16f=jf,be.rgb16f=rc),L.webgl_color_buffer_float&&(be.rgba32f=Kf);var Le=[];Object.keys(be).forEach(function(Qe){var at=be[Qe];Le[at]=Qe});var Je=0,je={};function lt(Qe){this.id=Je++,this.refCount=1,this.renderbuffer=Qe,this.format=wl,this.width=0,this.height=0,ke.profile&&(this.stats={size:0})}lt.prototype.decRef=function(){--this.refCount<=0&&ut(this)};function ut(Qe){var at=Qe.renderbuffer;I(at,"must not double destroy renderbuffer"),_.bindRenderbuffer(Ga,null),_.deleteRenderbuffer(at),Qe.renderbuffer=null,Qe.refCount=0,delete je[Qe.id],Me.renderbufferCount--}function ct(Qe,at){var ue=new lt(_.createRenderbuffer());je[ue.id]=ue,Me.renderbufferCount++;function Re(kt,$e){var Ot=0,It=0,dn=wl;if(typeof kt=="object"&&kt){var He=kt;if("shape"in He){var Ue=He.shape;I(Array.isArray(Ue)&&Ue.length>=2,"invalid renderbuffer shape"),Ot=Ue[0]|0,It=Ue[1]|0}else"radius"in He&&(Ot=It=He.radius|0),"width"in He&&(Ot=He.width|0),"height"in He&&(It=He.height|0);"format"in He&&(I.parameter(He.format,be,"invalid renderbuffer format"),dn=be[He.format])}else typeof kt=="number"?(Ot=kt|0,typeof $e=="number"?It=$e|0:It=Ot):kt?I.raise("invalid arguments to renderbuffer constructor"):Ot=It=1;if(I(Ot>0&&It>0&&Ot<=Y.maxRenderbufferSize&&It<=Y.maxRenderbufferSize,"invalid renderbuffer size"),!(Ot===ue.width&&It===ue.height&&dn===ue.format))return Re.width=ue.width=Ot,Re.height=ue.height=It,ue.format=dn,_.bindRenderbuffer(Ga,ue.renderbuffer),_.renderbufferStorage(Ga,dn,Ot,It),I(_.getError()===0,"invalid render buffer format"),ke.profile&&(ue.stats.size=fu(ue.format,ue.width,ue.height)),Re.format=Le[ue.format],Re}function st(kt,$e){var Ot=kt|0,It=$e|0||Ot;return Ot===ue.width&&It===ue.height||(I(Ot>0&&It>0&&Ot<=Y.maxRenderbufferSize&&It<=Y.maxRenderbufferSize,"invalid renderbuffer size"),Re.width=ue.width=Ot,Re.height=ue.height=It,_.bindRenderbuffer(Ga,ue.renderbuffer),_.renderbufferStorage(Ga,ue.format,Ot,It),I(_.getError()===0,"invalid render buffer format"),ke.profile&&(ue.stats.size=fu(ue.format,ue.width,ue.height))),Re}return Re(Qe,at),Re.resize=st,Re._reglType="renderbuffer",Re._renderbuffer=ue,ke.profile&&(Re.stats=ue.stats),Re.destroy=function(){ue.decRef()},Re}ke.profile&&(Me.getTotalRenderbufferSize=function(){var Qe=0;return Object.keys(je).forEach(function(at){Qe+=je[at].stats.size}),Qe});function Et(){Pn(je).forEach(function(Qe){Qe.renderbuffer=_.createRenderbuffer(),_.bindRenderbuffer(Ga,Qe.renderbuffer),_.renderbufferStorage(Ga,Qe.format,Qe.width,Qe.height)}),_.bindRenderbuffer(Ga,null)}return{create:ct,clear:function(){Pn(je).forEach(ut)},restore:Et}},ma=36160,sc=36161,oo=3553,Rl=34069,Jf=36064,Qf=36096,ac=36128,hu=33306,du=36053,am=36054,om=36055,lm=36057,cm=36061,um=36193,eh=5121,fm=5126,th=6407,nh=6408,hm=6402,dm=[th,nh],pu=[];pu[nh]=4,pu[th]=3;var oc=[];oc[eh]=1,oc[fm]=4,oc[um]=2;var pm=32854,mm=32855,gm=36194,_m=33189,vm=36168,ih=34041,xm=35907,ym=34836,Sm=34842,bm=34843,Mm=[pm,mm,gm,xm,Sm,bm,ym],ko={};ko[du]="complete",ko[am]="incomplete attachment",ko[lm]="incomplete dimensions",ko[om]="incomplete, missing attachment",ko[cm]="unsupported";function Em(_,L,Y,Me,ke,be){var Le={cur:null,next:null,dirty:!1,setFBO:null},Je=["rgba"],je=["rgba4","rgb565","rgb5 a1"];L.ext_srgb&&je.push("srgba"),L.ext_color_buffer_half_float&&je.push("rgba16f","rgb16f"),L.webgl_color_buffer_float&&je.push("rgba32f");var lt=["uint8"];L.oes_texture_half_float&&lt.push("half float","float16"),L.oes_texture_float&&lt.push("float","float32");function ut(it,Ct,Pt){this.target=it,this.texture=Ct,this.renderbuffer=Pt;var In=0,Tn=0;Ct?(In=Ct.width,Tn=Ct.height):Pt&&(In=Pt.width,Tn=Pt.height),this.width=In,this.height=Tn}function ct(it){it&&(it.texture&&it.texture._texture.decRef(),it.renderbuffer&&it.renderbuffer._renderbuffer.decRef())}function Et(it,Ct,Pt){if(it)if(it.texture){var In=it.texture._texture,Tn=Math.max(1,In.width),Lt=Math.max(1,In.height);I(Tn===Ct&&Lt===Pt,"inconsistent width/height for supplied texture"),In.refCount+=1}else{var Ut=it.renderbuffer._renderbuffer;I(Ut.width===Ct&&Ut.height===Pt,"inconsistent width/height for renderbuffer"),Ut.refCount+=1}}function Qe(it,Ct){Ct&&(Ct.texture?_.framebufferTexture2D(ma,it,Ct.target,Ct.texture._texture.texture,0):_.framebufferRenderbuffer(ma,it,sc,Ct.renderbuffer._renderbuffer.renderbuffer))}function at(it){var Ct=oo,Pt=null,In=null,Tn=it;typeof it=="object"&&(Tn=it.data,"target"in it&&(Ct=it.target|0)),I.type(Tn,"function","invalid attachment data");var Lt=Tn._reglType;return Lt==="texture2d"?(Pt=Tn,I(Ct===oo)):Lt==="textureCube"?(Pt=Tn,I(Ct>=Rl&&Ct<Rl+6,"invalid cube map target")):Lt==="renderbuffer"?(In=Tn,Ct=sc):I.raise("invalid regl object for attachment"),new ut(Ct,Pt,In)}function ue(it,Ct,Pt,In,Tn){if(Pt){var Lt=Me.create2D({width:it,height:Ct,format:In,type:Tn});return Lt._texture.refCount=0,new ut(oo,Lt,null)}else{var Ut=ke.create({width:it,height:Ct,format:In});return Ut._renderbuffer.refCount=0,new ut(sc,null,Ut)}}function Re(it){return it&&(it.texture||it.renderbuffer)}function st(it,Ct,Pt){it&&(it.texture?it.texture.resize(Ct,Pt):it.renderbuffer&&it.renderbuffer.resize(Ct,Pt),it.width=Ct,it.height=Pt)}var kt=0,$e={};function Ot(){this.id=kt++,$e[this.id]=this,this.framebuffer=_.createFramebuffer(),this.width=0,this.height=0,this.colorAttachments=[],this.depthAttachment=null,this.stencilAttachment=null,this.depthStencilAttachment=null}function It(it){it.colorAttachments.forEach(ct),ct(it.depthAttachment),ct(it.stencilAttachment),ct(it.depthStencilAttachment)}function dn(it){var Ct=it.framebuffer;I(Ct,"must not double destroy framebuffer"),_.deleteFramebuffer(Ct),it.framebuffer=null,be.framebufferCount--,delete $e[it.id]}function He(it){var Ct;_.bindFramebuffer(ma,it.framebuffer);var Pt=it.colorAttachments;for(Ct=0;Ct<Pt.length;++Ct)Qe(Jf+Ct,Pt[Ct]);for(Ct=Pt.length;Ct<Y.maxColorAttachments;++Ct)_.framebufferTexture2D(ma,Jf+Ct,oo,null,0);_.framebufferTexture2D(ma,hu,oo,null,0),_.framebufferTexture2D(ma,Qf,oo,null,0),_.framebufferTexture2D(ma,ac,oo,null,0),Qe(Qf,it.depthAttachment),Qe(ac,it.stencilAttachment),Qe(hu,it.depthStencilAttachment);var In=_.checkFramebufferStatus(ma);!_.isContextLost()&&In!==du&&I.raise("framebuffer configuration not supported, status = "+ko[In]),_.bindFramebuffer(ma,Le.next?Le.next.framebuffer:null),Le.cur=Le.next,_.getError()}function Ue(it,Ct){var Pt=new Ot;be.framebufferCount++;function In(Lt,Ut){var Sn;I(Le.next!==Pt,"can not update framebuffer which is currently in use");var wn=0,Hn=0,Vi=!0,qi=!0,Xn=null,fr=!0,Ni="rgba",lr="uint8",hr=1,dr=null,Cr=null,kr=null,nr=!1;if(typeof Lt=="number")wn=Lt|0,Hn=Ut|0||wn;else if(!Lt)wn=Hn=1;else{I.type(Lt,"object","invalid arguments for framebuffer");var On=Lt;if("shape"in On){var zr=On.shape;I(Array.isArray(zr)&&zr.length>=2,"invalid shape for framebuffer"),wn=zr[0],Hn=zr[1]}else"radius"in On&&(wn=Hn=On.radius),"width"in On&&(wn=On.width),"height"in On&&(Hn=On.height);("color"in On||"colors"in On)&&(Xn=On.color||On.colors,Array.isArray(Xn)&&I(Xn.length===1||L.webgl_draw_buffers,"multiple render targets not supported")),Xn||("colorCount"in On&&(hr=On.colorCount|0,I(hr>0,"invalid color buffer count")),"colorTexture"in On&&(fr=!!On.colorTexture,Ni="rgba4"),"colorType"in On&&(lr=On.colorType,fr?(I(L.oes_texture_float||!(lr==="float"||lr==="float32"),"you must enable OES_texture_float in order to use floating point framebuffer objects"),I(L.oes_texture_half_float||!(lr==="half float"||lr==="float16"),"you must enable OES_texture_half_float in order to use 16-bit floating point framebuffer objects")):lr==="half float"||lr==="float16"?(I(L.ext_color_buffer_half_float,"you must enable EXT_color_buffer_half_float to use 16-bit render buffers"),Ni="rgba16f"):(lr==="float"||lr==="float32")&&(I(L.webgl_color_buffer_float,"you must enable WEBGL_color_buffer_float in order to use 32-bit floating point renderbuffers"),Ni="rgba32f"),I.oneOf(lr,lt,"invalid color type")),"colorFormat"in On&&(Ni=On.colorFormat,Je.indexOf(Ni)>=0?fr=!0:je.indexOf(Ni)>=0?fr=!1:I.optional(function(){fr?I.oneOf(On.colorFormat,Je,"invalid color format for texture"):I.oneOf(On.colorFormat,je,"invalid color format for renderbuffer")}))),("depthTexture"in On||"depthStencilTexture"in On)&&(nr=!!(On.depthTexture||On.depthStencilTexture),I(!nr||L.webgl_depth_texture,"webgl_depth_texture extension not supported")),"depth"in On&&(typeof On.depth=="boolean"?Vi=On.depth:(dr=On.depth,qi=!1)),"stencil"in On&&(typeof On.stencil=="boolean"?qi=On.stencil:(Cr=On.stencil,Vi=!1)),"depthStencil"in On&&(typeof On.depthStencil=="boolean"?Vi=qi=On.depthStencil:(kr=On.depthStencil,Vi=!1,qi=!1))}var oi=null,xn=null,Wn=null,qn=null;if(Array.isArray(Xn))oi=Xn.map(at);else if(Xn)oi=[at(Xn)];else for(oi=new Array(hr),Sn=0;Sn<hr;++Sn)oi[Sn]=ue(wn,Hn,fr,Ni,lr);I(L.webgl_draw_buffers||oi.length<=1,"you must enable the WEBGL_draw_buffers extension in order to use multiple color buffers."),I(oi.length<=Y.maxColorAttachments,"too many color attachments, not supported"),wn=wn||oi[0].width,Hn=Hn||oi[0].height,dr?xn=at(dr):Vi&&!qi&&(xn=ue(wn,Hn,nr,"depth","uint32")),Cr?Wn=at(Cr):qi&&!Vi&&(Wn=ue(wn,Hn,!1,"stencil","uint8")),kr?qn=at(kr):!dr&&!Cr&&qi&&Vi&&(qn=ue(wn,Hn,nr,"depth stencil","depth stencil")),I(!!dr+!!Cr+!!kr<=1,"invalid framebuffer configuration, can specify exactly one depth/stencil attachment");var ir=null;for(Sn=0;Sn<oi.length;++Sn)if(Et(oi[Sn],wn,Hn),I(!oi[Sn]||oi[Sn].texture&&dm.indexOf(oi[Sn].texture._texture.format)>=0||oi[Sn].renderbuffer&&Mm.indexOf(oi[Sn].renderbuffer._renderbuffer.format)>=0,"framebuffer color attachment "+Sn+" is invalid"),oi[Sn]&&oi[Sn].texture){var Ha=pu[oi[Sn].texture._texture.format]*oc[oi[Sn].texture._texture.type];ir===null?ir=Ha:I(ir===Ha,"all color attachments much have the same number of bits per pixel.")}return Et(xn,wn,Hn),I(!xn||xn.texture&&xn.texture._texture.format===hm||xn.renderbuffer&&xn.renderbuffer._renderbuffer.format===_m,"invalid depth attachment for framebuffer object"),Et(Wn,wn,Hn),I(!Wn||Wn.renderbuffer&&Wn.renderbuffer._renderbuffer.format===vm,"invalid stencil attachment for framebuffer object"),Et(qn,wn,Hn),I(!qn||qn.texture&&qn.texture._texture.format===ih||qn.renderbuffer&&qn.renderbuffer._renderbuffer.format===ih,"invalid depth-stencil attachment for framebuffer object"),It(Pt),Pt.width=wn,Pt.height=Hn,Pt.colorAttachments=oi,Pt.depthAttachment=xn,Pt.stencilAttachment=Wn,Pt.depthStencilAttachment=qn,In.color=oi.map(Re),In.depth=Re(xn),In.stencil=Re(Wn),In.depthStencil=Re(qn),In.width=Pt.width,In.height=Pt.height,He(Pt),In}function Tn(Lt,Ut){I(Le.next!==Pt,"can not resize a framebuffer which is currently in use");var Sn=Math.max(Lt|0,1),wn=Math.max(Ut|0||Sn,1);if(Sn===Pt.width&&wn===Pt.height)return In;for(var Hn=Pt.colorAttachments,Vi=0;Vi<Hn.length;++Vi)st(Hn[Vi],Sn,wn);return st(Pt.depthAttachment,Sn,wn),st(Pt.stencilAttachment,Sn,wn),st(Pt.depthStencilAttachment,Sn,wn),Pt.width=In.width=Sn,Pt.height=In.height=wn,He(Pt),In}return In(it,Ct),e(In,{resize:Tn,_reglType:"framebuffer",_framebuffer:Pt,destroy:function(){dn(Pt),It(Pt)},use:function(Lt){Le.setFBO({framebuffer:In},Lt)}})}function Yt(it){var Ct=Array(6);function Pt(Tn){var Lt;I(Ct.indexOf(Le.next)<0,"can not update framebuffer which is currently in use");var Ut={color:null},Sn=0,wn=null,Hn="rgba",Vi="uint8",qi=1;if(typeof Tn=="number")Sn=Tn|0;else if(!Tn)Sn=1;else{I.type(Tn,"object","invalid arguments for framebuffer");var Xn=Tn;if("shape"in Xn){var fr=Xn.shape;I(Array.isArray(fr)&&fr.length>=2,"invalid shape for framebuffer"),I(fr[0]===fr[1],"cube framebuffer must be square"),Sn=fr[0]}else"radius"in Xn&&(Sn=Xn.radius|0),"width"in Xn?(Sn=Xn.width|0,"height"in Xn&&I(Xn.height===Sn,"must be square")):"height"in Xn&&(Sn=Xn.height|0);("color"in Xn||"colors"in Xn)&&(wn=Xn.color||Xn.colors,Array.isArray(wn)&&I(wn.length===1||L.webgl_draw_buffers,"multiple render targets not supported")),wn||("colorCount"in Xn&&(qi=Xn.colorCount|0,I(qi>0,"invalid color buffer count")),"colorType"in Xn&&(I.oneOf(Xn.colorType,lt,"invalid color type"),Vi=Xn.colorType),"colorFormat"in Xn&&(Hn=Xn.colorFormat,I.oneOf(Xn.colorFormat,Je,"invalid color format for texture"))),"depth"in Xn&&(Ut.depth=Xn.depth),"stencil"in Xn&&(Ut.stencil=Xn.stencil),"depthStencil"in Xn&&(Ut.depthStencil=Xn.depthStencil)}var Ni;if(wn)if(Array.isArray(wn))for(Ni=[],Lt=0;Lt<wn.length;++Lt)Ni[Lt]=wn[Lt];else Ni=[wn];else{Ni=Array(qi);var lr={radius:Sn,format:Hn,type:Vi};for(Lt=0;Lt<qi;++Lt)Ni[Lt]=Me.createCube(lr)}for(Ut.color=Array(Ni.length),Lt=0;Lt<Ni.length;++Lt){var hr=Ni[Lt];I(typeof hr=="function"&&hr._reglType==="textureCube","invalid cube map"),Sn=Sn||hr.width,I(hr.width===Sn&&hr.height===Sn,"invalid cube map shape"),Ut.color[Lt]={target:Rl,data:Ni[Lt]}}for(Lt=0;Lt<6;++Lt){for(var dr=0;dr<Ni.length;++dr)Ut.color[dr].target=Rl+Lt;Lt>0&&(Ut.depth=Ct[0].depth,Ut.stencil=Ct[0].stencil,Ut.depthStencil=Ct[0].depthStencil),Ct[Lt]?Ct[Lt](Ut):Ct[Lt]=Ue(Ut)}return e(Pt,{width:Sn,height:Sn,color:Ni})}function In(Tn){var Lt,Ut=Tn|0;if(I(Ut>0&&Ut<=Y.maxCubeMapSize,"invalid radius for cube fbo"),Ut===Pt.width)return Pt;var Sn=Pt.color;for(Lt=0;Lt<Sn.length;++Lt)Sn[Lt].resize(Ut);for(Lt=0;Lt<6;++Lt)Ct[Lt].resize(Ut);return Pt.width=Pt.height=Ut,Pt}return Pt(it),e(Pt,{faces:Ct,resize:In,_reglType:"framebufferCube",destroy:function(){Ct.forEach(function(Tn){Tn.destroy()})}})}function At(){Le.cur=null,Le.next=null,Le.dirty=!0,Pn($e).forEach(function(it){it.framebuffer=_.createFramebuffer(),He(it)})}return e(Le,{getFramebuffer:function(it){if(typeof it=="function"&&it._reglType==="framebuffer"){var Ct=it._framebuffer;if(Ct instanceof Ot)return Ct}return null},create:Ue,createCube:Yt,clear:function(){Pn($e).forEach(dn)},restore:At})}var Tm=5126,rh=34962,lc=34963,sh=["attributes","elements","offset","count","primitive","instances"];function mu(){this.state=0,this.x=0,this.y=0,this.z=0,this.w=0,this.buffer=null,this.size=0,this.normalized=!1,this.type=Tm,this.offset=0,this.stride=0,this.divisor=0}function Am(_,L,Y,Me,ke,be,Le){for(var Je=Y.maxAttributes,je=new Array(Je),lt=0;lt<Je;++lt)je[lt]=new mu;var ut=0,ct={},Et={Record:mu,scope:{},state:je,currentVAO:null,targetVAO:null,restore:at()?It:function(){},createVAO:dn,getVAO:Re,destroyBuffer:Qe,setVAO:at()?st:kt,clear:at()?$e:function(){}};function Qe(He){for(var Ue=0;Ue<je.length;++Ue){var Yt=je[Ue];Yt.buffer===He&&(_.disableVertexAttribArray(Ue),Yt.buffer=null)}}function at(){return L.oes_vertex_array_object}function ue(){return L.angle_instanced_arrays}function Re(He){return typeof He=="function"&&He._vao?He._vao:null}function st(He){if(He!==Et.currentVAO){var Ue=at();He?Ue.bindVertexArrayOES(He.vao):Ue.bindVertexArrayOES(null),Et.currentVAO=He}}function kt(He){if(He!==Et.currentVAO){if(He)He.bindAttrs();else{for(var Ue=ue(),Yt=0;Yt<je.length;++Yt){var At=je[Yt];At.buffer?(_.enableVertexAttribArray(Yt),At.buffer.bind(),_.vertexAttribPointer(Yt,At.size,At.type,At.normalized,At.stride,At.offfset),Ue&&At.divisor&&Ue.vertexAttribDivisorANGLE(Yt,At.divisor)):(_.disableVertexAttribArray(Yt),_.vertexAttrib4f(Yt,At.x,At.y,At.z,At.w))}Le.elements?_.bindBuffer(lc,Le.elements.buffer.buffer):_.bindBuffer(lc,null)}Et.currentVAO=He}}function $e(){Pn(ct).forEach(function(He){He.destroy()})}function Ot(){this.id=++ut,this.attributes=[],this.elements=null,this.ownsElements=!1,this.count=0,this.offset=0,this.instances=-1,this.primitive=4;var He=at();He?this.vao=He.createVertexArrayOES():this.vao=null,ct[this.id]=this,this.buffers=[]}Ot.prototype.bindAttrs=function(){for(var He=ue(),Ue=this.attributes,Yt=0;Yt<Ue.length;++Yt){var At=Ue[Yt];At.buffer?(_.enableVertexAttribArray(Yt),_.bindBuffer(rh,At.buffer.buffer),_.vertexAttribPointer(Yt,At.size,At.type,At.normalized,At.stride,At.offset),He&&At.divisor&&He.vertexAttribDivisorANGLE(Yt,At.divisor)):(_.disableVertexAttribArray(Yt),_.vertexAttrib4f(Yt,At.x,At.y,At.z,At.w))}for(var it=Ue.length;it<Je;++it)_.disableVertexAttribArray(it);var Ct=be.getElements(this.elements);Ct?_.bindBuffer(lc,Ct.buffer.buffer):_.bindBuffer(lc,null)},Ot.prototype.refresh=function(){var He=at();He&&(He.bindVertexArrayOES(this.vao),this.bindAttrs(),Et.currentVAO=null,He.bindVertexArrayOES(null))},Ot.prototype.destroy=function(){if(this.vao){var He=at();this===Et.currentVAO&&(Et.currentVAO=null,He.bindVertexArrayOES(null)),He.deleteVertexArrayOES(this.vao),this.vao=null}this.ownsElements&&(this.elements.destroy(),this.elements=null,this.ownsElements=!1),ct[this.id]&&(delete ct[this.id],Me.vaoCount-=1)};function It(){var He=at();He&&Pn(ct).forEach(function(Ue){Ue.refresh()})}function dn(He){var Ue=new Ot;Me.vaoCount+=1;function Yt(At){var it;if(Array.isArray(At))it=At,Ue.elements&&Ue.ownsElements&&Ue.elements.destroy(),Ue.elements=null,Ue.ownsElements=!1,Ue.offset=0,Ue.count=0,Ue.instances=-1,Ue.primitive=4;else{if(I(typeof At=="object","invalid arguments for create vao"),I("attributes"in At,"must specify attributes for vao"),At.elements){var Ct=At.elements;Ue.ownsElements?typeof Ct=="function"&&Ct._reglType==="elements"?(Ue.elements.destroy(),Ue.ownsElements=!1):(Ue.elements(Ct),Ue.ownsElements=!1):be.getElements(At.elements)?(Ue.elements=At.elements,Ue.ownsElements=!1):(Ue.elements=be.create(At.elements),Ue.ownsElements=!0)}else Ue.elements=null,Ue.ownsElements=!1;it=At.attributes,Ue.offset=0,Ue.count=-1,Ue.instances=-1,Ue.primitive=4,Ue.elements&&(Ue.count=Ue.elements._elements.vertCount,Ue.primitive=Ue.elements._elements.primType),"offset"in At&&(Ue.offset=At.offset|0),"count"in At&&(Ue.count=At.count|0),"instances"in At&&(Ue.instances=At.instances|0),"primitive"in At&&(I(At.primitive in jr,"bad primitive type: "+At.primitive),Ue.primitive=jr[At.primitive]),I.optional(()=>{for(var Vi=Object.keys(At),qi=0;qi<Vi.length;++qi)I(sh.indexOf(Vi[qi])>=0,'invalid option for vao: "'+Vi[qi]+'" valid options are '+sh)}),I(Array.isArray(it),"attributes must be an array")}I(it.length<Je,"too many attributes"),I(it.length>0,"must specify at least one attribute");var Pt={},In=Ue.attributes;In.length=it.length;for(var Tn=0;Tn<it.length;++Tn){var Lt=it[Tn],Ut=In[Tn]=new mu,Sn=Lt.data||Lt;if(Array.isArray(Sn)||n(Sn)||ri(Sn)){var wn;Ue.buffers[Tn]&&(wn=Ue.buffers[Tn],n(Sn)&&wn._buffer.byteLength>=Sn.byteLength?wn.subdata(Sn):(wn.destroy(),Ue.buffers[Tn]=null)),Ue.buffers[Tn]||(wn=Ue.buffers[Tn]=ke.create(Lt,rh,!1,!0)),Ut.buffer=ke.getBuffer(wn),Ut.size=Ut.buffer.dimension|0,Ut.normalized=!1,Ut.type=Ut.buffer.dtype,Ut.offset=0,Ut.stride=0,Ut.divisor=0,Ut.state=1,Pt[Tn]=1}else ke.getBuffer(Lt)?(Ut.buffer=ke.getBuffer(Lt),Ut.size=Ut.buffer.dimension|0,Ut.normalized=!1,Ut.type=Ut.buffer.dtype,Ut.offset=0,Ut.stride=0,Ut.divisor=0,Ut.state=1):ke.getBuffer(Lt.buffer)?(Ut.buffer=ke.getBuffer(Lt.buffer),Ut.size=(+Lt.size||Ut.buffer.dimension)|0,Ut.normalized=!!Lt.normalized||!1,"type"in Lt?(I.parameter(Lt.type,gr,"invalid buffer type"),Ut.type=gr[Lt.type]):Ut.type=Ut.buffer.dtype,Ut.offset=(Lt.offset||0)|0,Ut.stride=(Lt.stride||0)|0,Ut.divisor=(Lt.divisor||0)|0,Ut.state=1,I(Ut.size>=1&&Ut.size<=4,"size must be between 1 and 4"),I(Ut.offset>=0,"invalid offset"),I(Ut.stride>=0&&Ut.stride<=255,"stride must be between 0 and 255"),I(Ut.divisor>=0,"divisor must be positive"),I(!Ut.divisor||!!L.angle_instanced_arrays,"ANGLE_instanced_arrays must be enabled to use divisor")):"x"in Lt?(I(Tn>0,"first attribute must not be a constant"),Ut.x=+Lt.x||0,Ut.y=+Lt.y||0,Ut.z=+Lt.z||0,Ut.w=+Lt.w||0,Ut.state=2):I(!1,"invalid attribute spec for location "+Tn)}for(var Hn=0;Hn<Ue.buffers.length;++Hn)!Pt[Hn]&&Ue.buffers[Hn]&&(Ue.buffers[Hn].destroy(),Ue.buffers[Hn]=null);return Ue.refresh(),Yt}return Yt.destroy=function(){for(var At=0;At<Ue.buffers.length;++At)Ue.buffers[At]&&Ue.buffers[At].destroy();Ue.buffers.length=0,Ue.ownsElements&&(Ue.elements.destroy(),Ue.elements=null,Ue.ownsElements=!1),Ue.destroy()},Yt._vao=Ue,Yt._reglType="vao",Yt(He)}return Et}var cc=35632,wm=35633,Cm=35718,Rm=35721;function Pm(_,L,Y,Me){var ke={},be={};function Le(ue,Re,st,kt){this.name=ue,this.id=Re,this.location=st,this.info=kt}function Je(ue,Re){for(var st=0;st<ue.length;++st)if(ue[st].id===Re.id){ue[st].location=Re.location;return}ue.push(Re)}function je(ue,Re,st){var kt=ue===cc?ke:be,$e=kt[Re];if(!$e){var Ot=L.str(Re);$e=_.createShader(ue),_.shaderSource($e,Ot),_.compileShader($e),I.shaderError(_,$e,Ot,ue,st),kt[Re]=$e}return $e}var lt={},ut=[],ct=0;function Et(ue,Re){this.id=ct++,this.fragId=ue,this.vertId=Re,this.program=null,this.uniforms=[],this.attributes=[],this.refCount=1,Me.profile&&(this.stats={uniformsCount:0,attributesCount:0})}function Qe(ue,Re,st){var kt,$e,Ot=je(cc,ue.fragId),It=je(wm,ue.vertId),dn=ue.program=_.createProgram();if(_.attachShader(dn,Ot),_.attachShader(dn,It),st)for(kt=0;kt<st.length;++kt){var He=st[kt];_.bindAttribLocation(dn,He[0],He[1])}_.linkProgram(dn),I.linkError(_,dn,L.str(ue.fragId),L.str(ue.vertId),Re);var Ue=_.getProgramParameter(dn,Cm);Me.profile&&(ue.stats.uniformsCount=Ue);var Yt=ue.uniforms;for(kt=0;kt<Ue;++kt)if($e=_.getActiveUniform(dn,kt),$e)if($e.size>1)for(var At=0;At<$e.size;++At){var it=$e.name.replace("[0]","["+At+"]");Je(Yt,new Le(it,L.id(it),_.getUniformLocation(dn,it),$e))}else Je(Yt,new Le($e.name,L.id($e.name),_.getUniformLocation(dn,$e.name),$e));var Ct=_.getProgramParameter(dn,Rm);Me.profile&&(ue.stats.attributesCount=Ct);var Pt=ue.attributes;for(kt=0;kt<Ct;++kt)$e=_.getActiveAttrib(dn,kt),$e&&Je(Pt,new Le($e.name,L.id($e.name),_.getAttribLocation(dn,$e.name),$e))}Me.profile&&(Y.getMaxUniformsCount=function(){var ue=0;return ut.forEach(function(Re){Re.stats.uniformsCount>ue&&(ue=Re.stats.uniformsCount)}),ue},Y.getMaxAttributesCount=function(){var ue=0;return ut.forEach(function(Re){Re.stats.attributesCount>ue&&(ue=Re.stats.attributesCount)}),ue});function at(){ke={},be={};for(var ue=0;ue<ut.length;++ue)Qe(ut[ue],null,ut[ue].attributes.map(function(Re){return[Re.location,Re.name]}))}return{clear:function(){var ue=_.deleteShader.bind(_);Pn(ke).forEach(ue),ke={},Pn(be).forEach(ue),be={},ut.forEach(function(Re){_.deleteProgram(Re.program)}),ut.length=0,lt={},Y.shaderCount=0},program:function(ue,Re,st,kt){I.command(ue>=0,"missing vertex shader",st),I.command(Re>=0,"missing fragment shader",st);var $e=lt[Re];$e||($e=lt[Re]={});var Ot=$e[ue];if(Ot&&(Ot.refCount++,!kt))return Ot;var It=new Et(Re,ue);return Y.shaderCount++,Qe(It,st,kt),Ot||($e[ue]=It),ut.push(It),e(It,{destroy:function(){if(It.refCount--,It.refCount<=0){_.deleteProgram(It.program);var dn=ut.indexOf(It);ut.splice(dn,1),Y.shaderCount--}$e[It.vertId].refCount<=0&&(_.deleteShader(be[It.vertId]),delete be[It.vertId],delete lt[It.fragId][It.vertId]),Object.keys(lt[It.fragId]).length||(_.deleteShader(ke[It.fragId]),delete ke[It.fragId],delete lt[It.fragId])}})},restore:at,shader:je,frag:-1,vert:-1}}var Im=6408,Pl=5121,Lm=3333,uc=5126;function Dm(_,L,Y,Me,ke,be,Le){function Je(ut){var ct;L.next===null?(I(ke.preserveDrawingBuffer,'you must create a webgl context with "preserveDrawingBuffer":true in order to read pixels from the drawing buffer'),ct=Pl):(I(L.next.colorAttachments[0].texture!==null,"You cannot read from a renderbuffer"),ct=L.next.colorAttachments[0].texture._texture.type,I.optional(function(){be.oes_texture_float?(I(ct===Pl||ct===uc,"Reading from a framebuffer is only allowed for the types 'uint8' and 'float'"),ct===uc&&I(Le.readFloat,"Reading 'float' values is not permitted in your browser. For a fallback, please see: https://www.npmjs.com/package/glsl-read-float")):I(ct===Pl,"Reading from a framebuffer is only allowed for the type 'uint8'")}));var Et=0,Qe=0,at=Me.framebufferWidth,ue=Me.framebufferHeight,Re=null;n(ut)?Re=ut:ut&&(I.type(ut,"object","invalid arguments to regl.read()"),Et=ut.x|0,Qe=ut.y|0,I(Et>=0&&Et<Me.framebufferWidth,"invalid x offset for regl.read"),I(Qe>=0&&Qe<Me.framebufferHeight,"invalid y offset for regl.read"),at=(ut.width||Me.framebufferWidth-Et)|0,ue=(ut.height||Me.framebufferHeight-Qe)|0,Re=ut.data||null),Re&&(ct===Pl?I(Re instanceof Uint8Array,"buffer must be 'Uint8Array' when reading from a framebuffer of type 'uint8'"):ct===uc&&I(Re instanceof Float32Array,"buffer must be 'Float32Array' when reading from a framebuffer of type 'float'")),I(at>0&&at+Et<=Me.framebufferWidth,"invalid width for read pixels"),I(ue>0&&ue+Qe<=Me.framebufferHeight,"invalid height for read pixels"),Y();var st=at*ue*4;return Re||(ct===Pl?Re=new Uint8Array(st):ct===uc&&(Re=Re||new Float32Array(st))),I.isTypedArray(Re,"data buffer for regl.read() must be a typedarray"),I(Re.byteLength>=st,"data buffer for regl.read() too small"),_.pixelStorei(Lm,4),_.readPixels(Et,Qe,at,ue,Im,ct,Re),Re}function je(ut){var ct;return L.setFBO({framebuffer:ut.framebuffer},function(){ct=Je(ut)}),ct}function lt(ut){return!ut||!("framebuffer"in ut)?Je(ut):je(ut)}return lt}function zo(_){return Array.prototype.slice.call(_)}function Go(_){return zo(_).join("")}function Nm(){var _=0,L=[],Y=[];function Me(ct){for(var Et=0;Et<Y.length;++Et)if(Y[Et]===ct)return L[Et];var Qe="g"+_++;return L.push(Qe),Y.push(ct),Qe}function ke(){var ct=[];function Et(){ct.push.apply(ct,zo(arguments))}var Qe=[];function at(){var ue="v"+_++;return Qe.push(ue),arguments.length>0&&(ct.push(ue,"="),ct.push.apply(ct,zo(arguments)),ct.push(";")),ue}return e(Et,{def:at,toString:function(){return Go([Qe.length>0?"var "+Qe.join(",")+";":"",Go(ct)])}})}function be(){var ct=ke(),Et=ke(),Qe=ct.toString,at=Et.toString;function ue(Re,st){Et(Re,st,"=",ct.def(Re,st),";")}return e(function(){ct.apply(ct,zo(arguments))},{def:ct.def,entry:ct,exit:Et,save:ue,set:function(Re,st,kt){ue(Re,st),ct(Re,st,"=",kt,";")},toString:function(){return Qe()+at()}})}function Le(){var ct=Go(arguments),Et=be(),Qe=be(),at=Et.toString,ue=Qe.toString;return e(Et,{then:function(){return Et.apply(Et,zo(arguments)),this},else:function(){return Qe.apply(Qe,zo(arguments)),this},toString:function(){var Re=ue();return Re&&(Re="else{"+Re+"}"),Go(["if(",ct,"){",at(),"}",Re])}})}var Je=ke(),je={};function lt(ct,Et){var Qe=[];function at(){var $e="a"+Qe.length;return Qe.push($e),$e}Et=Et||0;for(var ue=0;ue<Et;++ue)at();var Re=be(),st=Re.toString,kt=je[ct]=e(Re,{arg:at,toString:function(){return Go(["function(",Qe.join(),"){",st(),"}"])}});return kt}function ut(){var ct=['"use strict";',Je,"return {"];Object.keys(je).forEach(function(at){ct.push('"',at,'":',je[at].toString(),",")}),ct.push("}");var Et=Go(ct).replace(/;/g,`;
`).replace(/}/g,`}
`).replace(/{/g,`{
`),Qe=Function.apply(null,L.concat(Et));return Qe.apply(null,Y)}return{global:Je,link:Me,block:ke,proc:lt,scope:be,cond:Le,compile:ut}}var Vo="xyzw".split(""),ah=5121,Ho=1,gu=2,_u=0,vu=1,Il=2,Ll=3,fc=4,xu=5,oh=6,yu="dither",lh="blend.enable",Su="blend.color",hc="blend.equation",dc="blend.func",bu="depth.enable",Mu="depth.func",ch="depth.range",Eu="depth.mask",Tu="colorMask",Wo="cull.enable",uh="cull.face",Au="frontFace",wu="lineWidth",fh="polygonOffset.enable",Xo="polygonOffset.offset",hh="sample.alpha",d="sample.enable",O="sample.coverage",ce="stencil.enable",Pe="stencil.mask",tt="stencil.func",zt="stencil.opFront",Vt="stencil.opBack",Nt="scissor.enable",gt="scissor.box",Dn="viewport",tr="profile",ar="framebuffer",lo="vert",js="frag",Ds="elements",Dl="primitive",Nl="count",dh="offset",ph="instances",Cu="vao",Om="Width",Fm="Height",pc=ar+Om,mc=ar+Fm,eb=Dn+Om,tb=Dn+Fm,A_="drawingBuffer",w_=A_+Om,C_=A_+Fm,nb=[dc,hc,tt,zt,Vt,O,Dn,gt,Xo],gc=34962,Um=34963,ib=35632,rb=35633,R_=3553,sb=34067,ab=2884,ob=3042,lb=3024,cb=2960,ub=2929,fb=3089,hb=32823,db=32926,pb=32928,Bm=5126,mh=35664,gh=35665,_h=35666,km=5124,vh=35667,xh=35668,yh=35669,zm=35670,Sh=35671,bh=35672,Mh=35673,Ru=35674,Pu=35675,Iu=35676,Lu=35678,Du=35680,Gm=4,Nu=1028,Ol=1029,P_=2304,Vm=2305,mb=32775,gb=32776,_b=519,Yo=7680,I_=0,L_=1,D_=32774,vb=513,N_=36160,xb=36064,Va={0:0,1:1,zero:0,one:1,"src color":768,"one minus src color":769,"src alpha":770,"one minus src alpha":771,"dst color":774,"one minus dst color":775,"dst alpha":772,"one minus dst alpha":773,"constant color":32769,"one minus constant color":32770,"constant alpha":32771,"one minus constant alpha":32772,"src alpha saturate":776},O_=["constant color, constant alpha","one minus constant color, constant alpha","constant color, one minus constant alpha","one minus constant color, one minus constant alpha","constant alpha, constant color","constant alpha, one minus constant color","one minus constant alpha, constant color","one minus constant alpha, one minus constant color"],_c={never:512,less:513,"<":513,equal:514,"=":514,"==":514,"===":514,lequal:515,"<=":515,greater:516,">":516,notequal:517,"!=":517,"!==":517,gequal:518,">=":518,always:519},qo={0:0,zero:0,keep:7680,replace:7681,increment:7682,decrement:7683,"increment wrap":34055,"decrement wrap":34056,invert:5386},F_={frag:ib,vert:rb},Hm={cw:P_,ccw:Vm};function Eh(_){return Array.isArray(_)||n(_)||ri(_)}function U_(_){return _.sort(function(L,Y){return L===Dn?-1:Y===Dn?1:L<Y?-1:1})}function xr(_,L,Y,Me){this.thisDep=_,this.contextDep=L,this.propDep=Y,this.append=Me}function $o(_){return _&&!(_.thisDep||_.contextDep||_.propDep)}function or(_){return new xr(!1,!1,!1,_)}function Ms(_,L){var Y=_.type;if(Y===_u){var Me=_.data.length;return new xr(!0,Me>=1,Me>=2,L)}else if(Y===fc){var ke=_.data;return new xr(ke.thisDep,ke.contextDep,ke.propDep,L)}else{if(Y===xu)return new xr(!1,!1,!1,L);if(Y===oh){for(var be=!1,Le=!1,Je=!1,je=0;je<_.data.length;++je){var lt=_.data[je];if(lt.type===vu)Je=!0;else if(lt.type===Il)Le=!0;else if(lt.type===Ll)be=!0;else if(lt.type===_u){be=!0;var ut=lt.data;ut>=1&&(Le=!0),ut>=2&&(Je=!0)}else lt.type===fc&&(be=be||lt.data.thisDep,Le=Le||lt.data.contextDep,Je=Je||lt.data.propDep)}return new xr(be,Le,Je,L)}else return new xr(Y===Ll,Y===Il,Y===vu,L)}}var B_=new xr(!1,!1,!1,function(){});function yb(_,L,Y,Me,ke,be,Le,Je,je,lt,ut,ct,Et,Qe,at){var ue=lt.Record,Re={add:32774,subtract:32778,"reverse subtract":32779};Y.ext_blend_minmax&&(Re.min=mb,Re.max=gb);var st=Y.angle_instanced_arrays,kt=Y.webgl_draw_buffers,$e=Y.oes_vertex_array_object,Ot={dirty:!0,profile:at.profile},It={},dn=[],He={},Ue={};function Yt(U){return U.replace(".","_")}function At(U,P,Z){var le=Yt(U);dn.push(U),It[le]=Ot[le]=!!Z,He[le]=P}function it(U,P,Z){var le=Yt(U);dn.push(U),Array.isArray(Z)?(Ot[le]=Z.slice(),It[le]=Z.slice()):Ot[le]=It[le]=Z,Ue[le]=P}At(yu,lb),At(lh,ob),it(Su,"blendColor",[0,0,0,0]),it(hc,"blendEquationSeparate",[D_,D_]),it(dc,"blendFuncSeparate",[L_,I_,L_,I_]),At(bu,ub,!0),it(Mu,"depthFunc",vb),it(ch,"depthRange",[0,1]),it(Eu,"depthMask",!0),it(Tu,Tu,[!0,!0,!0,!0]),At(Wo,ab),it(uh,"cullFace",Ol),it(Au,Au,Vm),it(wu,wu,1),At(fh,hb),it(Xo,"polygonOffset",[0,0]),At(hh,db),At(d,pb),it(O,"sampleCoverage",[1,!1]),At(ce,cb),it(Pe,"stencilMask",-1),it(tt,"stencilFunc",[_b,0,-1]),it(zt,"stencilOpSeparate",[Nu,Yo,Yo,Yo]),it(Vt,"stencilOpSeparate",[Ol,Yo,Yo,Yo]),At(Nt,fb),it(gt,"scissor",[0,0,_.drawingBufferWidth,_.drawingBufferHeight]),it(Dn,Dn,[0,0,_.drawingBufferWidth,_.drawingBufferHeight]);var Ct={gl:_,context:Et,strings:L,next:It,current:Ot,draw:ct,elements:be,buffer:ke,shader:ut,attributes:lt.state,vao:lt,uniforms:je,framebuffer:Je,extensions:Y,timer:Qe,isBufferArgs:Eh},Pt={primTypes:jr,compareFuncs:_c,blendFuncs:Va,blendEquations:Re,stencilOps:qo,glTypes:gr,orientationType:Hm};I.optional(function(){Ct.isArrayLike=si}),kt&&(Pt.backBuffer=[Ol],Pt.drawBuffer=Ge(Me.maxDrawbuffers,function(U){return U===0?[0]:Ge(U,function(P){return xb+P})}));var In=0;function Tn(){var U=Nm(),P=U.link,Z=U.global;U.id=In++,U.batchId="0";var le=P(Ct),fe=U.shared={props:"a0"};Object.keys(Ct).forEach(function(q){fe[q]=Z.def(le,".",q)}),I.optional(function(){U.CHECK=P(I),U.commandStr=I.guessCommand(),U.command=P(U.commandStr),U.assert=function(q,z,de){q("if(!(",z,"))",this.CHECK,".commandRaise(",P(de),",",this.command,");")},Pt.invalidBlendCombinations=O_});var Q=U.next={},J=U.current={};Object.keys(Ue).forEach(function(q){Array.isArray(Ot[q])&&(Q[q]=Z.def(fe.next,".",q),J[q]=Z.def(fe.current,".",q))});var se=U.constants={};Object.keys(Pt).forEach(function(q){se[q]=Z.def(JSON.stringify(Pt[q]))}),U.invoke=function(q,z){switch(z.type){case _u:var de=["this",fe.context,fe.props,U.batchId];return q.def(P(z.data),".call(",de.slice(0,Math.max(z.data.length+1,4)),")");case vu:return q.def(fe.props,z.data);case Il:return q.def(fe.context,z.data);case Ll:return q.def("this",z.data);case fc:return z.data.append(U,q),z.data.ref;case xu:return z.data.toString();case oh:return z.data.map(function(ge){return U.invoke(q,ge)})}},U.attribCache={};var N={};return U.scopeAttrib=function(q){var z=L.id(q);if(z in N)return N[z];var de=lt.scope[z];de||(de=lt.scope[z]=new ue);var ge=N[z]=P(de);return ge},U}function Lt(U){var P=U.static,Z=U.dynamic,le;if(tr in P){var fe=!!P[tr];le=or(function(J,se){return fe}),le.enable=fe}else if(tr in Z){var Q=Z[tr];le=Ms(Q,function(J,se){return J.invoke(se,Q)})}return le}function Ut(U,P){var Z=U.static,le=U.dynamic;if(ar in Z){var fe=Z[ar];return fe?(fe=Je.getFramebuffer(fe),I.command(fe,"invalid framebuffer object"),or(function(J,se){var N=J.link(fe),q=J.shared;se.set(q.framebuffer,".next",N);var z=q.context;return se.set(z,"."+pc,N+".width"),se.set(z,"."+mc,N+".height"),N})):or(function(J,se){var N=J.shared;se.set(N.framebuffer,".next","null");var q=N.context;return se.set(q,"."+pc,q+"."+w_),se.set(q,"."+mc,q+"."+C_),"null"})}else if(ar in le){var Q=le[ar];return Ms(Q,function(J,se){var N=J.invoke(se,Q),q=J.shared,z=q.framebuffer,de=se.def(z,".getFramebuffer(",N,")");I.optional(function(){J.assert(se,"!"+N+"||"+de,"invalid framebuffer object")}),se.set(z,".next",de);var ge=q.context;return se.set(ge,"."+pc,de+"?"+de+".width:"+ge+"."+w_),se.set(ge,"."+mc,de+"?"+de+".height:"+ge+"."+C_),de})}else return null}function Sn(U,P,Z){var le=U.static,fe=U.dynamic;function Q(N){if(N in le){var q=le[N];I.commandType(q,"object","invalid "+N,Z.commandStr);var z=!0,de=q.x|0,ge=q.y|0,Ye,vt;return"width"in q?(Ye=q.width|0,I.command(Ye>=0,"invalid "+N,Z.commandStr)):z=!1,"height"in q?(vt=q.height|0,I.command(vt>=0,"invalid "+N,Z.commandStr)):z=!1,new xr(!z&&P&&P.thisDep,!z&&P&&P.contextDep,!z&&P&&P.propDep,function(dt,jt){var Gt=dt.shared.context,qt=Ye;"width"in q||(qt=jt.def(Gt,".",pc,"-",de));var $t=vt;return"height"in q||($t=jt.def(Gt,".",mc,"-",ge)),[de,ge,qt,$t]})}else if(N in fe){var xt=fe[N],Dt=Ms(xt,function(dt,jt){var Gt=dt.invoke(jt,xt);I.optional(function(){dt.assert(jt,Gt+"&&typeof "+Gt+'==="object"',"invalid "+N)});var qt=dt.shared.context,$t=jt.def(Gt,".x|0"),Jt=jt.def(Gt,".y|0"),bn=jt.def('"width" in ',Gt,"?",Gt,".width|0:","(",qt,".",pc,"-",$t,")"),Ti=jt.def('"height" in ',Gt,"?",Gt,".height|0:","(",qt,".",mc,"-",Jt,")");return I.optional(function(){dt.assert(jt,bn+">=0&&"+Ti+">=0","invalid "+N)}),[$t,Jt,bn,Ti]});return P&&(Dt.thisDep=Dt.thisDep||P.thisDep,Dt.contextDep=Dt.contextDep||P.contextDep,Dt.propDep=Dt.propDep||P.propDep),Dt}else return P?new xr(P.thisDep,P.contextDep,P.propDep,function(dt,jt){var Gt=dt.shared.context;return[0,0,jt.def(Gt,".",pc),jt.def(Gt,".",mc)]}):null}var J=Q(Dn);if(J){var se=J;J=new xr(J.thisDep,J.contextDep,J.propDep,function(N,q){var z=se.append(N,q),de=N.shared.context;return q.set(de,"."+eb,z[2]),q.set(de,"."+tb,z[3]),z})}return{viewport:J,scissor_box:Q(gt)}}function wn(U,P){var Z=U.static,le=typeof Z[js]=="string"&&typeof Z[lo]=="string";if(le){if(Object.keys(P.dynamic).length>0)return null;var fe=P.static,Q=Object.keys(fe);if(Q.length>0&&typeof fe[Q[0]]=="number"){for(var J=[],se=0;se<Q.length;++se)I(typeof fe[Q[se]]=="number","must specify all vertex attribute locations when using vaos"),J.push([fe[Q[se]]|0,Q[se]]);return J}}return null}function Hn(U,P,Z){var le=U.static,fe=U.dynamic;function Q(z){if(z in le){var de=L.id(le[z]);I.optional(function(){ut.shader(F_[z],de,I.guessCommand())});var ge=or(function(){return de});return ge.id=de,ge}else if(z in fe){var Ye=fe[z];return Ms(Ye,function(vt,xt){var Dt=vt.invoke(xt,Ye),dt=xt.def(vt.shared.strings,".id(",Dt,")");return I.optional(function(){xt(vt.shared.shader,".shader(",F_[z],",",dt,",",vt.command,");")}),dt})}return null}var J=Q(js),se=Q(lo),N=null,q;return $o(J)&&$o(se)?(N=ut.program(se.id,J.id,null,Z),q=or(function(z,de){return z.link(N)})):q=new xr(J&&J.thisDep||se&&se.thisDep,J&&J.contextDep||se&&se.contextDep,J&&J.propDep||se&&se.propDep,function(z,de){var ge=z.shared.shader,Ye;J?Ye=J.append(z,de):Ye=de.def(ge,".",js);var vt;se?vt=se.append(z,de):vt=de.def(ge,".",lo);var xt=ge+".program("+vt+","+Ye;return I.optional(function(){xt+=","+z.command}),de.def(xt+")")}),{frag:J,vert:se,progVar:q,program:N}}function Vi(U,P){var Z=U.static,le=U.dynamic,fe={},Q=!1;function J(){if(Cu in Z){var jt=Z[Cu];return jt!==null&&lt.getVAO(jt)===null&&(jt=lt.createVAO(jt)),Q=!0,fe.vao=jt,or(function(qt){var $t=lt.getVAO(jt);return $t?qt.link($t):"null"})}else if(Cu in le){Q=!0;var Gt=le[Cu];return Ms(Gt,function(qt,$t){var Jt=qt.invoke($t,Gt);return $t.def(qt.shared.vao+".getVAO("+Jt+")")})}return null}var se=J(),N=!1;function q(){if(Ds in Z){var jt=Z[Ds];if(fe.elements=jt,Eh(jt)){var Gt=fe.elements=be.create(jt,!0);jt=be.getElements(Gt),N=!0}else jt&&(jt=be.getElements(jt),N=!0,I.command(jt,"invalid elements",P.commandStr));var qt=or(function(Jt,bn){if(jt){var Ti=Jt.link(jt);return Jt.ELEMENTS=Ti,Ti}return Jt.ELEMENTS=null,null});return qt.value=jt,qt}else if(Ds in le){N=!0;var $t=le[Ds];return Ms($t,function(Jt,bn){var Ti=Jt.shared,Rr=Ti.isBufferArgs,co=Ti.elements,uo=Jt.invoke(bn,$t),fo=bn.def("null"),ns=bn.def(Rr,"(",uo,")"),Wa=Jt.cond(ns).then(fo,"=",co,".createStream(",uo,");").else(fo,"=",co,".getElements(",uo,");");return I.optional(function(){Jt.assert(Wa.else,"!"+uo+"||"+fo,"invalid elements")}),bn.entry(Wa),bn.exit(Jt.cond(ns).then(co,".destroyStream(",fo,");")),Jt.ELEMENTS=fo,fo})}else if(Q)return new xr(se.thisDep,se.contextDep,se.propDep,function(Jt,bn){return bn.def(Jt.shared.vao+".currentVAO?"+Jt.shared.elements+".getElements("+Jt.shared.vao+".currentVAO.elements):null")});return null}var z=q();function de(){if(Dl in Z){var jt=Z[Dl];return fe.primitive=jt,I.commandParameter(jt,jr,"invalid primitve",P.commandStr),or(function(qt,$t){return jr[jt]})}else if(Dl in le){var Gt=le[Dl];return Ms(Gt,function(qt,$t){var Jt=qt.constants.primTypes,bn=qt.invoke($t,Gt);return I.optional(function(){qt.assert($t,bn+" in "+Jt,"invalid primitive, must be one of "+Object.keys(jr))}),$t.def(Jt,"[",bn,"]")})}else{if(N)return $o(z)?z.value?or(function(qt,$t){return $t.def(qt.ELEMENTS,".primType")}):or(function(){return Gm}):new xr(z.thisDep,z.contextDep,z.propDep,function(qt,$t){var Jt=qt.ELEMENTS;return $t.def(Jt,"?",Jt,".primType:",Gm)});if(Q)return new xr(se.thisDep,se.contextDep,se.propDep,function(qt,$t){return $t.def(qt.shared.vao+".currentVAO?"+qt.shared.vao+".currentVAO.primitive:"+Gm)})}return null}function ge(jt,Gt){if(jt in Z){var qt=Z[jt]|0;return Gt?fe.offset=qt:fe.instances=qt,I.command(!Gt||qt>=0,"invalid "+jt,P.commandStr),or(function(Jt,bn){return Gt&&(Jt.OFFSET=qt),qt})}else if(jt in le){var $t=le[jt];return Ms($t,function(Jt,bn){var Ti=Jt.invoke(bn,$t);return Gt&&(Jt.OFFSET=Ti,I.optional(function(){Jt.assert(bn,Ti+">=0","invalid "+jt)})),Ti})}else if(Gt){if(N)return or(function(Jt,bn){return Jt.OFFSET=0,0});if(Q)return new xr(se.thisDep,se.contextDep,se.propDep,function(Jt,bn){return bn.def(Jt.shared.vao+".currentVAO?"+Jt.shared.vao+".currentVAO.offset:0")})}else if(Q)return new xr(se.thisDep,se.contextDep,se.propDep,function(Jt,bn){return bn.def(Jt.shared.vao+".currentVAO?"+Jt.shared.vao+".currentVAO.instances:-1")});return null}var Ye=ge(dh,!0);function vt(){if(Nl in Z){var jt=Z[Nl]|0;return fe.count=jt,I.command(typeof jt=="number"&&jt>=0,"invalid vertex count",P.commandStr),or(function(){return jt})}else if(Nl in le){var Gt=le[Nl];return Ms(Gt,function(bn,Ti){var Rr=bn.invoke(Ti,Gt);return I.optional(function(){bn.assert(Ti,"typeof "+Rr+'==="number"&&'+Rr+">=0&&"+Rr+"===("+Rr+"|0)","invalid vertex count")}),Rr})}else if(N)if($o(z)){if(z)return Ye?new xr(Ye.thisDep,Ye.contextDep,Ye.propDep,function(bn,Ti){var Rr=Ti.def(bn.ELEMENTS,".vertCount-",bn.OFFSET);return I.optional(function(){bn.assert(Ti,Rr+">=0","invalid vertex offset/element buffer too small")}),Rr}):or(function(bn,Ti){return Ti.def(bn.ELEMENTS,".vertCount")});var qt=or(function(){return-1});return I.optional(function(){qt.MISSING=!0}),qt}else{var $t=new xr(z.thisDep||Ye.thisDep,z.contextDep||Ye.contextDep,z.propDep||Ye.propDep,function(bn,Ti){var Rr=bn.ELEMENTS;return bn.OFFSET?Ti.def(Rr,"?",Rr,".vertCount-",bn.OFFSET,":-1"):Ti.def(Rr,"?",Rr,".vertCount:-1")});return I.optional(function(){$t.DYNAMIC=!0}),$t}else if(Q){var Jt=new xr(se.thisDep,se.contextDep,se.propDep,function(bn,Ti){return Ti.def(bn.shared.vao,".currentVAO?",bn.shared.vao,".currentVAO.count:-1")});return Jt}return null}var xt=de(),Dt=vt(),dt=ge(ph,!1);return{elements:z,primitive:xt,count:Dt,instances:dt,offset:Ye,vao:se,vaoActive:Q,elementsActive:N,static:fe}}function qi(U,P){var Z=U.static,le=U.dynamic,fe={};return dn.forEach(function(Q){var J=Yt(Q);function se(N,q){if(Q in Z){var z=N(Z[Q]);fe[J]=or(function(){return z})}else if(Q in le){var de=le[Q];fe[J]=Ms(de,function(ge,Ye){return q(ge,Ye,ge.invoke(Ye,de))})}}switch(Q){case Wo:case lh:case yu:case ce:case bu:case Nt:case fh:case hh:case d:case Eu:return se(function(N){return I.commandType(N,"boolean",Q,P.commandStr),N},function(N,q,z){return I.optional(function(){N.assert(q,"typeof "+z+'==="boolean"',"invalid flag "+Q,N.commandStr)}),z});case Mu:return se(function(N){return I.commandParameter(N,_c,"invalid "+Q,P.commandStr),_c[N]},function(N,q,z){var de=N.constants.compareFuncs;return I.optional(function(){N.assert(q,z+" in "+de,"invalid "+Q+", must be one of "+Object.keys(_c))}),q.def(de,"[",z,"]")});case ch:return se(function(N){return I.command(si(N)&&N.length===2&&typeof N[0]=="number"&&typeof N[1]=="number"&&N[0]<=N[1],"depth range is 2d array",P.commandStr),N},function(N,q,z){I.optional(function(){N.assert(q,N.shared.isArrayLike+"("+z+")&&"+z+".length===2&&typeof "+z+'[0]==="number"&&typeof '+z+'[1]==="number"&&'+z+"[0]<="+z+"[1]","depth range must be a 2d array")});var de=q.def("+",z,"[0]"),ge=q.def("+",z,"[1]");return[de,ge]});case dc:return se(function(N){I.commandType(N,"object","blend.func",P.commandStr);var q="srcRGB"in N?N.srcRGB:N.src,z="srcAlpha"in N?N.srcAlpha:N.src,de="dstRGB"in N?N.dstRGB:N.dst,ge="dstAlpha"in N?N.dstAlpha:N.dst;return I.commandParameter(q,Va,J+".srcRGB",P.commandStr),I.commandParameter(z,Va,J+".srcAlpha",P.commandStr),I.commandParameter(de,Va,J+".dstRGB",P.commandStr),I.commandParameter(ge,Va,J+".dstAlpha",P.commandStr),I.command(O_.indexOf(q+", "+de)===-1,"unallowed blending combination (srcRGB, dstRGB) = ("+q+", "+de+")",P.commandStr),[Va[q],Va[de],Va[z],Va[ge]]},function(N,q,z){var de=N.constants.blendFuncs;I.optional(function(){N.assert(q,z+"&&typeof "+z+'==="object"',"invalid blend func, must be an object")});function ge(Gt,qt){var $t=q.def('"',Gt,qt,'" in ',z,"?",z,".",Gt,qt,":",z,".",Gt);return I.optional(function(){N.assert(q,$t+" in "+de,"invalid "+Q+"."+Gt+qt+", must be one of "+Object.keys(Va))}),$t}var Ye=ge("src","RGB"),vt=ge("dst","RGB");I.optional(function(){var Gt=N.constants.invalidBlendCombinations;N.assert(q,Gt+".indexOf("+Ye+'+", "+'+vt+") === -1 ","unallowed blending combination for (srcRGB, dstRGB)")});var xt=q.def(de,"[",Ye,"]"),Dt=q.def(de,"[",ge("src","Alpha"),"]"),dt=q.def(de,"[",vt,"]"),jt=q.def(de,"[",ge("dst","Alpha"),"]");return[xt,dt,Dt,jt]});case hc:return se(function(N){if(typeof N=="string")return I.commandParameter(N,Re,"invalid "+Q,P.commandStr),[Re[N],Re[N]];if(typeof N=="object")return I.commandParameter(N.rgb,Re,Q+".rgb",P.commandStr),I.commandParameter(N.alpha,Re,Q+".alpha",P.commandStr),[Re[N.rgb],Re[N.alpha]];I.commandRaise("invalid blend.equation",P.commandStr)},function(N,q,z){var de=N.constants.blendEquations,ge=q.def(),Ye=q.def(),vt=N.cond("typeof ",z,'==="string"');return I.optional(function(){function xt(Dt,dt,jt){N.assert(Dt,jt+" in "+de,"invalid "+dt+", must be one of "+Object.keys(Re))}xt(vt.then,Q,z),N.assert(vt.else,z+"&&typeof "+z+'==="object"',"invalid "+Q),xt(vt.else,Q+".rgb",z+".rgb"),xt(vt.else,Q+".alpha",z+".alpha")}),vt.then(ge,"=",Ye,"=",de,"[",z,"];"),vt.else(ge,"=",de,"[",z,".rgb];",Ye,"=",de,"[",z,".alpha];"),q(vt),[ge,Ye]});case Su:return se(function(N){return I.command(si(N)&&N.length===4,"blend.color must be a 4d array",P.commandStr),Ge(4,function(q){return+N[q]})},function(N,q,z){return I.optional(function(){N.assert(q,N.shared.isArrayLike+"("+z+")&&"+z+".length===4","blend.color must be a 4d array")}),Ge(4,function(de){return q.def("+",z,"[",de,"]")})});case Pe:return se(function(N){return I.commandType(N,"number",J,P.commandStr),N|0},function(N,q,z){return I.optional(function(){N.assert(q,"typeof "+z+'==="number"',"invalid stencil.mask")}),q.def(z,"|0")});case tt:return se(function(N){I.commandType(N,"object",J,P.commandStr);var q=N.cmp||"keep",z=N.ref||0,de="mask"in N?N.mask:-1;return I.commandParameter(q,_c,Q+".cmp",P.commandStr),I.commandType(z,"number",Q+".ref",P.commandStr),I.commandType(de,"number",Q+".mask",P.commandStr),[_c[q],z,de]},function(N,q,z){var de=N.constants.compareFuncs;I.optional(function(){function xt(){N.assert(q,Array.prototype.join.call(arguments,""),"invalid stencil.func")}xt(z+"&&typeof ",z,'==="object"'),xt('!("cmp" in ',z,")||(",z,".cmp in ",de,")")});var ge=q.def('"cmp" in ',z,"?",de,"[",z,".cmp]",":",Yo),Ye=q.def(z,".ref|0"),vt=q.def('"mask" in ',z,"?",z,".mask|0:-1");return[ge,Ye,vt]});case zt:case Vt:return se(function(N){I.commandType(N,"object",J,P.commandStr);var q=N.fail||"keep",z=N.zfail||"keep",de=N.zpass||"keep";return I.commandParameter(q,qo,Q+".fail",P.commandStr),I.commandParameter(z,qo,Q+".zfail",P.commandStr),I.commandParameter(de,qo,Q+".zpass",P.commandStr),[Q===Vt?Ol:Nu,qo[q],qo[z],qo[de]]},function(N,q,z){var de=N.constants.stencilOps;I.optional(function(){N.assert(q,z+"&&typeof "+z+'==="object"',"invalid "+Q)});function ge(Ye){return I.optional(function(){N.assert(q,'!("'+Ye+'" in '+z+")||("+z+"."+Ye+" in "+de+")","invalid "+Q+"."+Ye+", must be one of "+Object.keys(qo))}),q.def('"',Ye,'" in ',z,"?",de,"[",z,".",Ye,"]:",Yo)}return[Q===Vt?Ol:Nu,ge("fail"),ge("zfail"),ge("zpass")]});case Xo:return se(function(N){I.commandType(N,"object",J,P.commandStr);var q=N.factor|0,z=N.units|0;return I.commandType(q,"number",J+".factor",P.commandStr),I.commandType(z,"number",J+".units",P.commandStr),[q,z]},function(N,q,z){I.optional(function(){N.assert(q,z+"&&typeof "+z+'==="object"',"invalid "+Q)});var de=q.def(z,".factor|0"),ge=q.def(z,".units|0");return[de,ge]});case uh:return se(function(N){var q=0;return N==="front"?q=Nu:N==="back"&&(q=Ol),I.command(!!q,J,P.commandStr),q},function(N,q,z){return I.optional(function(){N.assert(q,z+'==="front"||'+z+'==="back"',"invalid cull.face")}),q.def(z,'==="front"?',Nu,":",Ol)});case wu:return se(function(N){return I.command(typeof N=="number"&&N>=Me.lineWidthDims[0]&&N<=Me.lineWidthDims[1],"invalid line width, must be a positive number between "+Me.lineWidthDims[0]+" and "+Me.lineWidthDims[1],P.commandStr),N},function(N,q,z){return I.optional(function(){N.assert(q,"typeof "+z+'==="number"&&'+z+">="+Me.lineWidthDims[0]+"&&"+z+"<="+Me.lineWidthDims[1],"invalid line width")}),z});case Au:return se(function(N){return I.commandParameter(N,Hm,J,P.commandStr),Hm[N]},function(N,q,z){return I.optional(function(){N.assert(q,z+'==="cw"||'+z+'==="ccw"',"invalid frontFace, must be one of cw,ccw")}),q.def(z+'==="cw"?'+P_+":"+Vm)});case Tu:return se(function(N){return I.command(si(N)&&N.length===4,"color.mask must be length 4 array",P.commandStr),N.map(function(q){return!!q})},function(N,q,z){return I.optional(function(){N.assert(q,N.shared.isArrayLike+"("+z+")&&"+z+".length===4","invalid color.mask")}),Ge(4,function(de){return"!!"+z+"["+de+"]"})});case O:return se(function(N){I.command(typeof N=="object"&&N,J,P.commandStr);var q="value"in N?N.value:1,z=!!N.invert;return I.command(typeof q=="number"&&q>=0&&q<=1,"sample.coverage.value must be a number between 0 and 1",P.commandStr),[q,z]},function(N,q,z){I.optional(function(){N.assert(q,z+"&&typeof "+z+'==="object"',"invalid sample.coverage")});var de=q.def('"value" in ',z,"?+",z,".value:1"),ge=q.def("!!",z,".invert");return[de,ge]})}}),fe}function Xn(U,P){var Z=U.static,le=U.dynamic,fe={};return Object.keys(Z).forEach(function(Q){var J=Z[Q],se;if(typeof J=="number"||typeof J=="boolean")se=or(function(){return J});else if(typeof J=="function"){var N=J._reglType;N==="texture2d"||N==="textureCube"?se=or(function(q){return q.link(J)}):N==="framebuffer"||N==="framebufferCube"?(I.command(J.color.length>0,'missing color attachment for framebuffer sent to uniform "'+Q+'"',P.commandStr),se=or(function(q){return q.link(J.color[0])})):I.commandRaise('invalid data for uniform "'+Q+'"',P.commandStr)}else si(J)?se=or(function(q){var z=q.global.def("[",Ge(J.length,function(de){return I.command(typeof J[de]=="number"||typeof J[de]=="boolean","invalid uniform "+Q,q.commandStr),J[de]}),"]");return z}):I.commandRaise('invalid or missing data for uniform "'+Q+'"',P.commandStr);se.value=J,fe[Q]=se}),Object.keys(le).forEach(function(Q){var J=le[Q];fe[Q]=Ms(J,function(se,N){return se.invoke(N,J)})}),fe}function fr(U,P){var Z=U.static,le=U.dynamic,fe={};return Object.keys(Z).forEach(function(Q){var J=Z[Q],se=L.id(Q),N=new ue;if(Eh(J))N.state=Ho,N.buffer=ke.getBuffer(ke.create(J,gc,!1,!0)),N.type=0;else{var q=ke.getBuffer(J);if(q)N.state=Ho,N.buffer=q,N.type=0;else if(I.command(typeof J=="object"&&J,"invalid data for attribute "+Q,P.commandStr),"constant"in J){var z=J.constant;N.buffer="null",N.state=gu,typeof z=="number"?N.x=z:(I.command(si(z)&&z.length>0&&z.length<=4,"invalid constant for attribute "+Q,P.commandStr),Vo.forEach(function(dt,jt){jt<z.length&&(N[dt]=z[jt])}))}else{Eh(J.buffer)?q=ke.getBuffer(ke.create(J.buffer,gc,!1,!0)):q=ke.getBuffer(J.buffer),I.command(!!q,'missing buffer for attribute "'+Q+'"',P.commandStr);var de=J.offset|0;I.command(de>=0,'invalid offset for attribute "'+Q+'"',P.commandStr);var ge=J.stride|0;I.command(ge>=0&&ge<256,'invalid stride for attribute "'+Q+'", must be integer betweeen [0, 255]',P.commandStr);var Ye=J.size|0;I.command(!("size"in J)||Ye>0&&Ye<=4,'invalid size for attribute "'+Q+'", must be 1,2,3,4',P.commandStr);var vt=!!J.normalized,xt=0;"type"in J&&(I.commandParameter(J.type,gr,"invalid type for attribute "+Q,P.commandStr),xt=gr[J.type]);var Dt=J.divisor|0;I.optional(function(){"divisor"in J&&(I.command(Dt===0||st,'cannot specify divisor for attribute "'+Q+'", instancing not supported',P.commandStr),I.command(Dt>=0,'invalid divisor for attribute "'+Q+'"',P.commandStr));var dt=P.commandStr,jt=["buffer","offset","divisor","normalized","type","size","stride"];Object.keys(J).forEach(function(Gt){I.command(jt.indexOf(Gt)>=0,'unknown parameter "'+Gt+'" for attribute pointer "'+Q+'" (valid parameters are '+jt+")",dt)})}),N.buffer=q,N.state=Ho,N.size=Ye,N.normalized=vt,N.type=xt||q.dtype,N.offset=de,N.stride=ge,N.divisor=Dt}}fe[Q]=or(function(dt,jt){var Gt=dt.attribCache;if(se in Gt)return Gt[se];var qt={isStream:!1};return Object.keys(N).forEach(function($t){qt[$t]=N[$t]}),N.buffer&&(qt.buffer=dt.link(N.buffer),qt.type=qt.type||qt.buffer+".dtype"),Gt[se]=qt,qt})}),Object.keys(le).forEach(function(Q){var J=le[Q];function se(N,q){var z=N.invoke(q,J),de=N.shared,ge=N.constants,Ye=de.isBufferArgs,vt=de.buffer;I.optional(function(){N.assert(q,z+"&&(typeof "+z+'==="object"||typeof '+z+'==="function")&&('+Ye+"("+z+")||"+vt+".getBuffer("+z+")||"+vt+".getBuffer("+z+".buffer)||"+Ye+"("+z+'.buffer)||("constant" in '+z+"&&(typeof "+z+'.constant==="number"||'+de.isArrayLike+"("+z+".constant))))",'invalid dynamic attribute "'+Q+'"')});var xt={isStream:q.def(!1)},Dt=new ue;Dt.state=Ho,Object.keys(Dt).forEach(function(qt){xt[qt]=q.def(""+Dt[qt])});var dt=xt.buffer,jt=xt.type;q("if(",Ye,"(",z,")){",xt.isStream,"=true;",dt,"=",vt,".createStream(",gc,",",z,");",jt,"=",dt,".dtype;","}else{",dt,"=",vt,".getBuffer(",z,");","if(",dt,"){",jt,"=",dt,".dtype;",'}else if("constant" in ',z,"){",xt.state,"=",gu,";","if(typeof "+z+'.constant === "number"){',xt[Vo[0]],"=",z,".constant;",Vo.slice(1).map(function(qt){return xt[qt]}).join("="),"=0;","}else{",Vo.map(function(qt,$t){return xt[qt]+"="+z+".constant.length>"+$t+"?"+z+".constant["+$t+"]:0;"}).join(""),"}}else{","if(",Ye,"(",z,".buffer)){",dt,"=",vt,".createStream(",gc,",",z,".buffer);","}else{",dt,"=",vt,".getBuffer(",z,".buffer);","}",jt,'="type" in ',z,"?",ge.glTypes,"[",z,".type]:",dt,".dtype;",xt.normalized,"=!!",z,".normalized;");function Gt(qt){q(xt[qt],"=",z,".",qt,"|0;")}return Gt("size"),Gt("offset"),Gt("stride"),Gt("divisor"),q("}}"),q.exit("if(",xt.isStream,"){",vt,".destroyStream(",dt,");","}"),xt}fe[Q]=Ms(J,se)}),fe}function Ni(U){var P=U.static,Z=U.dynamic,le={};return Object.keys(P).forEach(function(fe){var Q=P[fe];le[fe]=or(function(J,se){return typeof Q=="number"||typeof Q=="boolean"?""+Q:J.link(Q)})}),Object.keys(Z).forEach(function(fe){var Q=Z[fe];le[fe]=Ms(Q,function(J,se){return J.invoke(se,Q)})}),le}function lr(U,P,Z,le,fe){var Q=U.static,J=U.dynamic;I.optional(function(){var Gt=[ar,lo,js,Ds,Dl,dh,Nl,ph,tr,Cu].concat(dn);function qt($t){Object.keys($t).forEach(function(Jt){I.command(Gt.indexOf(Jt)>=0,'unknown parameter "'+Jt+'"',fe.commandStr)})}qt(Q),qt(J)});var se=wn(U,P),N=Ut(U,fe),q=Sn(U,N,fe),z=Vi(U,fe),de=qi(U,fe),ge=Hn(U,fe,se);function Ye(Gt){var qt=q[Gt];qt&&(de[Gt]=qt)}Ye(Dn),Ye(Yt(gt));var vt=Object.keys(de).length>0,xt={framebuffer:N,draw:z,shader:ge,state:de,dirty:vt,scopeVAO:null,drawVAO:null,useVAO:!1,attributes:{}};if(xt.profile=Lt(U,fe),xt.uniforms=Xn(Z,fe),xt.drawVAO=xt.scopeVAO=z.vao,!xt.drawVAO&&ge.program&&!se&&Y.angle_instanced_arrays&&z.static.elements){var Dt=!0,dt=ge.program.attributes.map(function(Gt){var qt=P.static[Gt];return Dt=Dt&&!!qt,qt});if(Dt&&dt.length>0){var jt=lt.getVAO(lt.createVAO({attributes:dt,elements:z.static.elements}));xt.drawVAO=new xr(null,null,null,function(Gt,qt){return Gt.link(jt)}),xt.useVAO=!0}}return se?xt.useVAO=!0:xt.attributes=fr(P,fe),xt.context=Ni(le,fe),xt}function hr(U,P,Z){var le=U.shared,fe=le.context,Q=U.scope();Object.keys(Z).forEach(function(J){P.save(fe,"."+J);var se=Z[J],N=se.append(U,P);Array.isArray(N)?Q(fe,".",J,"=[",N.join(),"];"):Q(fe,".",J,"=",N,";")}),P(Q)}function dr(U,P,Z,le){var fe=U.shared,Q=fe.gl,J=fe.framebuffer,se;kt&&(se=P.def(fe.extensions,".webgl_draw_buffers"));var N=U.constants,q=N.drawBuffer,z=N.backBuffer,de;Z?de=Z.append(U,P):de=P.def(J,".next"),le||P("if(",de,"!==",J,".cur){"),P("if(",de,"){",Q,".bindFramebuffer(",N_,",",de,".framebuffer);"),kt&&P(se,".drawBuffersWEBGL(",q,"[",de,".colorAttachments.length]);"),P("}else{",Q,".bindFramebuffer(",N_,",null);"),kt&&P(se,".drawBuffersWEBGL(",z,");"),P("}",J,".cur=",de,";"),le||P("}")}function Cr(U,P,Z){var le=U.shared,fe=le.gl,Q=U.current,J=U.next,se=le.current,N=le.next,q=U.cond(se,".dirty");dn.forEach(function(z){var de=Yt(z);if(!(de in Z.state)){var ge,Ye;if(de in J){ge=J[de],Ye=Q[de];var vt=Ge(Ot[de].length,function(Dt){return q.def(ge,"[",Dt,"]")});q(U.cond(vt.map(function(Dt,dt){return Dt+"!=="+Ye+"["+dt+"]"}).join("||")).then(fe,".",Ue[de],"(",vt,");",vt.map(function(Dt,dt){return Ye+"["+dt+"]="+Dt}).join(";"),";"))}else{ge=q.def(N,".",de);var xt=U.cond(ge,"!==",se,".",de);q(xt),de in He?xt(U.cond(ge).then(fe,".enable(",He[de],");").else(fe,".disable(",He[de],");"),se,".",de,"=",ge,";"):xt(fe,".",Ue[de],"(",ge,");",se,".",de,"=",ge,";")}}}),Object.keys(Z.state).length===0&&q(se,".dirty=false;"),P(q)}function kr(U,P,Z,le){var fe=U.shared,Q=U.current,J=fe.current,se=fe.gl;U_(Object.keys(Z)).forEach(function(N){var q=Z[N];if(!(le&&!le(q))){var z=q.append(U,P);if(He[N]){var de=He[N];$o(q)?z?P(se,".enable(",de,");"):P(se,".disable(",de,");"):P(U.cond(z).then(se,".enable(",de,");").else(se,".disable(",de,");")),P(J,".",N,"=",z,";")}else if(si(z)){var ge=Q[N];P(se,".",Ue[N],"(",z,");",z.map(function(Ye,vt){return ge+"["+vt+"]="+Ye}).join(";"),";")}else P(se,".",Ue[N],"(",z,");",J,".",N,"=",z,";")}})}function nr(U,P){st&&(U.instancing=P.def(U.shared.extensions,".angle_instanced_arrays"))}function On(U,P,Z,le,fe){var Q=U.shared,J=U.stats,se=Q.current,N=Q.timer,q=Z.profile;function z(){return typeof performance>"u"?"Date.now()":"performance.now()"}var de,ge;function Ye(Gt){de=P.def(),Gt(de,"=",z(),";"),typeof fe=="string"?Gt(J,".count+=",fe,";"):Gt(J,".count++;"),Qe&&(le?(ge=P.def(),Gt(ge,"=",N,".getNumPendingQueries();")):Gt(N,".beginQuery(",J,");"))}function vt(Gt){Gt(J,".cpuTime+=",z(),"-",de,";"),Qe&&(le?Gt(N,".pushScopeStats(",ge,",",N,".getNumPendingQueries(),",J,");"):Gt(N,".endQuery();"))}function xt(Gt){var qt=P.def(se,".profile");P(se,".profile=",Gt,";"),P.exit(se,".profile=",qt,";")}var Dt;if(q){if($o(q)){q.enable?(Ye(P),vt(P.exit),xt("true")):xt("false");return}Dt=q.append(U,P),xt(Dt)}else Dt=P.def(se,".profile");var dt=U.block();Ye(dt),P("if(",Dt,"){",dt,"}");var jt=U.block();vt(jt),P.exit("if(",Dt,"){",jt,"}")}function zr(U,P,Z,le,fe){var Q=U.shared;function J(N){switch(N){case mh:case vh:case Sh:return 2;case gh:case xh:case bh:return 3;case _h:case yh:case Mh:return 4;default:return 1}}function se(N,q,z){var de=Q.gl,ge=P.def(N,".location"),Ye=P.def(Q.attributes,"[",ge,"]"),vt=z.state,xt=z.buffer,Dt=[z.x,z.y,z.z,z.w],dt=["buffer","normalized","offset","stride"];function jt(){P("if(!",Ye,".buffer){",de,".enableVertexAttribArray(",ge,");}");var qt=z.type,$t;if(z.size?$t=P.def(z.size,"||",q):$t=q,P("if(",Ye,".type!==",qt,"||",Ye,".size!==",$t,"||",dt.map(function(bn){return Ye+"."+bn+"!=="+z[bn]}).join("||"),"){",de,".bindBuffer(",gc,",",xt,".buffer);",de,".vertexAttribPointer(",[ge,$t,qt,z.normalized,z.stride,z.offset],");",Ye,".type=",qt,";",Ye,".size=",$t,";",dt.map(function(bn){return Ye+"."+bn+"="+z[bn]+";"}).join(""),"}"),st){var Jt=z.divisor;P("if(",Ye,".divisor!==",Jt,"){",U.instancing,".vertexAttribDivisorANGLE(",[ge,Jt],");",Ye,".divisor=",Jt,";}")}}function Gt(){P("if(",Ye,".buffer){",de,".disableVertexAttribArray(",ge,");",Ye,".buffer=null;","}if(",Vo.map(function(qt,$t){return Ye+"."+qt+"!=="+Dt[$t]}).join("||"),"){",de,".vertexAttrib4f(",ge,",",Dt,");",Vo.map(function(qt,$t){return Ye+"."+qt+"="+Dt[$t]+";"}).join(""),"}")}vt===Ho?jt():vt===gu?Gt():(P("if(",vt,"===",Ho,"){"),jt(),P("}else{"),Gt(),P("}"))}le.forEach(function(N){var q=N.name,z=Z.attributes[q],de;if(z){if(!fe(z))return;de=z.append(U,P)}else{if(!fe(B_))return;var ge=U.scopeAttrib(q);I.optional(function(){U.assert(P,ge+".state","missing attribute "+q)}),de={},Object.keys(new ue).forEach(function(Ye){de[Ye]=P.def(ge,".",Ye)})}se(U.link(N),J(N.info.type),de)})}function oi(U,P,Z,le,fe,Q){for(var J=U.shared,se=J.gl,N,q=0;q<le.length;++q){var z=le[q],de=z.name,ge=z.info.type,Ye=Z.uniforms[de],vt=U.link(z),xt=vt+".location",Dt;if(Ye){if(!fe(Ye))continue;if($o(Ye)){var dt=Ye.value;if(I.command(dt!==null&&typeof dt<"u",'missing uniform "'+de+'"',U.commandStr),ge===Lu||ge===Du){I.command(typeof dt=="function"&&(ge===Lu&&(dt._reglType==="texture2d"||dt._reglType==="framebuffer")||ge===Du&&(dt._reglType==="textureCube"||dt._reglType==="framebufferCube")),"invalid texture for uniform "+de,U.commandStr);var jt=U.link(dt._texture||dt.color[0]._texture);P(se,".uniform1i(",xt,",",jt+".bind());"),P.exit(jt,".unbind();")}else if(ge===Ru||ge===Pu||ge===Iu){I.optional(function(){I.command(si(dt),"invalid matrix for uniform "+de,U.commandStr),I.command(ge===Ru&&dt.length===4||ge===Pu&&dt.length===9||ge===Iu&&dt.length===16,"invalid length for matrix uniform "+de,U.commandStr)});var Gt=U.global.def("new Float32Array(["+Array.prototype.slice.call(dt)+"])"),qt=2;ge===Pu?qt=3:ge===Iu&&(qt=4),P(se,".uniformMatrix",qt,"fv(",xt,",false,",Gt,");")}else{switch(ge){case Bm:I.commandType(dt,"number","uniform "+de,U.commandStr),N="1f";break;case mh:I.command(si(dt)&&dt.length===2,"uniform "+de,U.commandStr),N="2f";break;case gh:I.command(si(dt)&&dt.length===3,"uniform "+de,U.commandStr),N="3f";break;case _h:I.command(si(dt)&&dt.length===4,"uniform "+de,U.commandStr),N="4f";break;case zm:I.commandType(dt,"boolean","uniform "+de,U.commandStr),N="1i";break;case km:I.commandType(dt,"number","uniform "+de,U.commandStr),N="1i";break;case Sh:I.command(si(dt)&&dt.length===2,"uniform "+de,U.commandStr),N="2i";break;case vh:I.command(si(dt)&&dt.length===2,"uniform "+de,U.commandStr),N="2i";break;case bh:I.command(si(dt)&&dt.length===3,"uniform "+de,U.commandStr),N="3i";break;case xh:I.command(si(dt)&&dt.length===3,"uniform "+de,U.commandStr),N="3i";break;case Mh:I.command(si(dt)&&dt.length===4,"uniform "+de,U.commandStr),N="4i";break;case yh:I.command(si(dt)&&dt.length===4,"uniform "+de,U.commandStr),N="4i";break}P(se,".uniform",N,"(",xt,",",si(dt)?Array.prototype.slice.call(dt):dt,");")}continue}else Dt=Ye.append(U,P)}else{if(!fe(B_))continue;Dt=P.def(J.uniforms,"[",L.id(de),"]")}ge===Lu?(I(!Array.isArray(Dt),"must specify a scalar prop for textures"),P("if(",Dt,"&&",Dt,'._reglType==="framebuffer"){',Dt,"=",Dt,".color[0];","}")):ge===Du&&(I(!Array.isArray(Dt),"must specify a scalar prop for cube maps"),P("if(",Dt,"&&",Dt,'._reglType==="framebufferCube"){',Dt,"=",Dt,".color[0];","}")),I.optional(function(){function ns(ga,X_){U.assert(P,ga,'bad data or missing for uniform "'+de+'".  '+X_)}function Wa(ga){I(!Array.isArray(Dt),"must not specify an array type for uniform"),ns("typeof "+Dt+'==="'+ga+'"',"invalid type, expected "+ga)}function Js(ga,X_){Array.isArray(Dt)?I(Dt.length===ga,"must have length "+ga):ns(J.isArrayLike+"("+Dt+")&&"+Dt+".length==="+ga,"invalid vector, should have length "+ga,U.commandStr)}function W_(ga){I(!Array.isArray(Dt),"must not specify a value type"),ns("typeof "+Dt+'==="function"&&'+Dt+'._reglType==="texture'+(ga===R_?"2d":"Cube")+'"',"invalid texture type",U.commandStr)}switch(ge){case km:Wa("number");break;case vh:Js(2,"number");break;case xh:Js(3,"number");break;case yh:Js(4,"number");break;case Bm:Wa("number");break;case mh:Js(2,"number");break;case gh:Js(3,"number");break;case _h:Js(4,"number");break;case zm:Wa("boolean");break;case Sh:Js(2,"boolean");break;case bh:Js(3,"boolean");break;case Mh:Js(4,"boolean");break;case Ru:Js(4,"number");break;case Pu:Js(9,"number");break;case Iu:Js(16,"number");break;case Lu:W_(R_);break;case Du:W_(sb);break}});var $t=1;switch(ge){case Lu:case Du:var Jt=P.def(Dt,"._texture");P(se,".uniform1i(",xt,",",Jt,".bind());"),P.exit(Jt,".unbind();");continue;case km:case zm:N="1i";break;case vh:case Sh:N="2i",$t=2;break;case xh:case bh:N="3i",$t=3;break;case yh:case Mh:N="4i",$t=4;break;case Bm:N="1f";break;case mh:N="2f",$t=2;break;case gh:N="3f",$t=3;break;case _h:N="4f",$t=4;break;case Ru:N="Matrix2fv";break;case Pu:N="Matrix3fv";break;case Iu:N="Matrix4fv";break}if(N.charAt(0)==="M"){P(se,".uniform",N,"(",xt,",");var bn=Math.pow(ge-Ru+2,2),Ti=U.global.def("new Float32Array(",bn,")");Array.isArray(Dt)?P("false,(",Ge(bn,function(ns){return Ti+"["+ns+"]="+Dt[ns]}),",",Ti,")"):P("false,(Array.isArray(",Dt,")||",Dt," instanceof Float32Array)?",Dt,":(",Ge(bn,function(ns){return Ti+"["+ns+"]="+Dt+"["+ns+"]"}),",",Ti,")"),P(");")}else if($t>1){for(var Rr=[],co=[],uo=0;uo<$t;++uo)Array.isArray(Dt)?co.push(Dt[uo]):co.push(P.def(Dt+"["+uo+"]")),Q&&Rr.push(P.def());Q&&P("if(!",U.batchId,"||",Rr.map(function(ns,Wa){return ns+"!=="+co[Wa]}).join("||"),"){",Rr.map(function(ns,Wa){return ns+"="+co[Wa]+";"}).join("")),P(se,".uniform",N,"(",xt,",",co.join(","),");"),Q&&P("}")}else{if(I(!Array.isArray(Dt),"uniform value must not be an array"),Q){var fo=P.def();P("if(!",U.batchId,"||",fo,"!==",Dt,"){",fo,"=",Dt,";")}P(se,".uniform",N,"(",xt,",",Dt,");"),Q&&P("}")}}}function xn(U,P,Z,le){var fe=U.shared,Q=fe.gl,J=fe.draw,se=le.draw;function N(){var $t=se.elements,Jt,bn=P;return $t?(($t.contextDep&&le.contextDynamic||$t.propDep)&&(bn=Z),Jt=$t.append(U,bn),se.elementsActive&&bn("if("+Jt+")"+Q+".bindBuffer("+Um+","+Jt+".buffer.buffer);")):(Jt=bn.def(),bn(Jt,"=",J,".",Ds,";","if(",Jt,"){",Q,".bindBuffer(",Um,",",Jt,".buffer.buffer);}","else if(",fe.vao,".currentVAO){",Jt,"=",U.shared.elements+".getElements("+fe.vao,".currentVAO.elements);",$e?"":"if("+Jt+")"+Q+".bindBuffer("+Um+","+Jt+".buffer.buffer);","}")),Jt}function q(){var $t=se.count,Jt,bn=P;return $t?(($t.contextDep&&le.contextDynamic||$t.propDep)&&(bn=Z),Jt=$t.append(U,bn),I.optional(function(){$t.MISSING&&U.assert(P,"false","missing vertex count"),$t.DYNAMIC&&U.assert(bn,Jt+">=0","missing vertex count")})):(Jt=bn.def(J,".",Nl),I.optional(function(){U.assert(bn,Jt+">=0","missing vertex count")})),Jt}var z=N();function de($t){var Jt=se[$t];return Jt?Jt.contextDep&&le.contextDynamic||Jt.propDep?Jt.append(U,Z):Jt.append(U,P):P.def(J,".",$t)}var ge=de(Dl),Ye=de(dh),vt=q();if(typeof vt=="number"){if(vt===0)return}else Z("if(",vt,"){"),Z.exit("}");var xt,Dt;st&&(xt=de(ph),Dt=U.instancing);var dt=z+".type",jt=se.elements&&$o(se.elements)&&!se.vaoActive;function Gt(){function $t(){Z(Dt,".drawElementsInstancedANGLE(",[ge,vt,dt,Ye+"<<(("+dt+"-"+ah+")>>1)",xt],");")}function Jt(){Z(Dt,".drawArraysInstancedANGLE(",[ge,Ye,vt,xt],");")}z&&z!=="null"?jt?$t():(Z("if(",z,"){"),$t(),Z("}else{"),Jt(),Z("}")):Jt()}function qt(){function $t(){Z(Q+".drawElements("+[ge,vt,dt,Ye+"<<(("+dt+"-"+ah+")>>1)"]+");")}function Jt(){Z(Q+".drawArrays("+[ge,Ye,vt]+");")}z&&z!=="null"?jt?$t():(Z("if(",z,"){"),$t(),Z("}else{"),Jt(),Z("}")):Jt()}st&&(typeof xt!="number"||xt>=0)?typeof xt=="string"?(Z("if(",xt,">0){"),Gt(),Z("}else if(",xt,"<0){"),qt(),Z("}")):Gt():qt()}function Wn(U,P,Z,le,fe){var Q=Tn(),J=Q.proc("body",fe);return I.optional(function(){Q.commandStr=P.commandStr,Q.command=Q.link(P.commandStr)}),st&&(Q.instancing=J.def(Q.shared.extensions,".angle_instanced_arrays")),U(Q,J,Z,le),Q.compile().body}function qn(U,P,Z,le){nr(U,P),Z.useVAO?Z.drawVAO?P(U.shared.vao,".setVAO(",Z.drawVAO.append(U,P),");"):P(U.shared.vao,".setVAO(",U.shared.vao,".targetVAO);"):(P(U.shared.vao,".setVAO(null);"),zr(U,P,Z,le.attributes,function(){return!0})),oi(U,P,Z,le.uniforms,function(){return!0},!1),xn(U,P,P,Z)}function ir(U,P){var Z=U.proc("draw",1);nr(U,Z),hr(U,Z,P.context),dr(U,Z,P.framebuffer),Cr(U,Z,P),kr(U,Z,P.state),On(U,Z,P,!1,!0);var le=P.shader.progVar.append(U,Z);if(Z(U.shared.gl,".useProgram(",le,".program);"),P.shader.program)qn(U,Z,P,P.shader.program);else{Z(U.shared.vao,".setVAO(null);");var fe=U.global.def("{}"),Q=Z.def(le,".id"),J=Z.def(fe,"[",Q,"]");Z(U.cond(J).then(J,".call(this,a0);").else(J,"=",fe,"[",Q,"]=",U.link(function(se){return Wn(qn,U,P,se,1)}),"(",le,");",J,".call(this,a0);"))}Object.keys(P.state).length>0&&Z(U.shared.current,".dirty=true;"),U.shared.vao&&Z(U.shared.vao,".setVAO(null);")}function Ha(U,P,Z,le){U.batchId="a1",nr(U,P);function fe(){return!0}zr(U,P,Z,le.attributes,fe),oi(U,P,Z,le.uniforms,fe,!1),xn(U,P,P,Z)}function Fl(U,P,Z,le){nr(U,P);var fe=Z.contextDep,Q=P.def(),J="a0",se="a1",N=P.def();U.shared.props=N,U.batchId=Q;var q=U.scope(),z=U.scope();P(q.entry,"for(",Q,"=0;",Q,"<",se,";++",Q,"){",N,"=",J,"[",Q,"];",z,"}",q.exit);function de(dt){return dt.contextDep&&fe||dt.propDep}function ge(dt){return!de(dt)}if(Z.needsContext&&hr(U,z,Z.context),Z.needsFramebuffer&&dr(U,z,Z.framebuffer),kr(U,z,Z.state,de),Z.profile&&de(Z.profile)&&On(U,z,Z,!1,!0),le)Z.useVAO?Z.drawVAO?de(Z.drawVAO)?z(U.shared.vao,".setVAO(",Z.drawVAO.append(U,z),");"):q(U.shared.vao,".setVAO(",Z.drawVAO.append(U,q),");"):q(U.shared.vao,".setVAO(",U.shared.vao,".targetVAO);"):(q(U.shared.vao,".setVAO(null);"),zr(U,q,Z,le.attributes,ge),zr(U,z,Z,le.attributes,de)),oi(U,q,Z,le.uniforms,ge,!1),oi(U,z,Z,le.uniforms,de,!0),xn(U,q,z,Z);else{var Ye=U.global.def("{}"),vt=Z.shader.progVar.append(U,z),xt=z.def(vt,".id"),Dt=z.def(Ye,"[",xt,"]");z(U.shared.gl,".useProgram(",vt,".program);","if(!",Dt,"){",Dt,"=",Ye,"[",xt,"]=",U.link(function(dt){return Wn(Ha,U,Z,dt,2)}),"(",vt,");}",Dt,".call(this,a0[",Q,"],",Q,");")}}function V(U,P){var Z=U.proc("batch",2);U.batchId="0",nr(U,Z);var le=!1,fe=!0;Object.keys(P.context).forEach(function(Ye){le=le||P.context[Ye].propDep}),le||(hr(U,Z,P.context),fe=!1);var Q=P.framebuffer,J=!1;Q?(Q.propDep?le=J=!0:Q.contextDep&&le&&(J=!0),J||dr(U,Z,Q)):dr(U,Z,null),P.state.viewport&&P.state.viewport.propDep&&(le=!0);function se(Ye){return Ye.contextDep&&le||Ye.propDep}Cr(U,Z,P),kr(U,Z,P.state,function(Ye){return!se(Ye)}),(!P.profile||!se(P.profile))&&On(U,Z,P,!1,"a1"),P.contextDep=le,P.needsContext=fe,P.needsFramebuffer=J;var N=P.shader.progVar;if(N.contextDep&&le||N.propDep)Fl(U,Z,P,null);else{var q=N.append(U,Z);if(Z(U.shared.gl,".useProgram(",q,".program);"),P.shader.program)Fl(U,Z,P,P.shader.program);else{Z(U.shared.vao,".setVAO(null);");var z=U.global.def("{}"),de=Z.def(q,".id"),ge=Z.def(z,"[",de,"]");Z(U.cond(ge).then(ge,".call(this,a0,a1);").else(ge,"=",z,"[",de,"]=",U.link(function(Ye){return Wn(Fl,U,P,Ye,2)}),"(",q,");",ge,".call(this,a0,a1);"))}}Object.keys(P.state).length>0&&Z(U.shared.current,".dirty=true;"),U.shared.vao&&Z(U.shared.vao,".setVAO(null);")}function Te(U,P){var Z=U.proc("scope",3);U.batchId="a2";var le=U.shared,fe=le.current;hr(U,Z,P.context),P.framebuffer&&P.framebuffer.append(U,Z),U_(Object.keys(P.state)).forEach(function(J){var se=P.state[J],N=se.append(U,Z);si(N)?N.forEach(function(q,z){Z.set(U.next[J],"["+z+"]",q)}):Z.set(le.next,"."+J,N)}),On(U,Z,P,!0,!0),[Ds,dh,Nl,ph,Dl].forEach(function(J){var se=P.draw[J];se&&Z.set(le.draw,"."+J,""+se.append(U,Z))}),Object.keys(P.uniforms).forEach(function(J){var se=P.uniforms[J].append(U,Z);Array.isArray(se)&&(se="["+se.join()+"]"),Z.set(le.uniforms,"["+L.id(J)+"]",se)}),Object.keys(P.attributes).forEach(function(J){var se=P.attributes[J].append(U,Z),N=U.scopeAttrib(J);Object.keys(new ue).forEach(function(q){Z.set(N,"."+q,se[q])})}),P.scopeVAO&&Z.set(le.vao,".targetVAO",P.scopeVAO.append(U,Z));function Q(J){var se=P.shader[J];se&&Z.set(le.shader,"."+J,se.append(U,Z))}Q(lo),Q(js),Object.keys(P.state).length>0&&(Z(fe,".dirty=true;"),Z.exit(fe,".dirty=true;")),Z("a1(",U.shared.context,",a0,",U.batchId,");")}function ve(U){if(!(typeof U!="object"||si(U))){for(var P=Object.keys(U),Z=0;Z<P.length;++Z)if(E.isDynamic(U[P[Z]]))return!0;return!1}}function Wt(U,P,Z){var le=P.static[Z];if(!le||!ve(le))return;var fe=U.global,Q=Object.keys(le),J=!1,se=!1,N=!1,q=U.global.def("{}");Q.forEach(function(de){var ge=le[de];if(E.isDynamic(ge)){typeof ge=="function"&&(ge=le[de]=E.unbox(ge));var Ye=Ms(ge,null);J=J||Ye.thisDep,N=N||Ye.propDep,se=se||Ye.contextDep}else{switch(fe(q,".",de,"="),typeof ge){case"number":fe(ge);break;case"string":fe('"',ge,'"');break;case"object":Array.isArray(ge)&&fe("[",ge.join(),"]");break;default:fe(U.link(ge));break}fe(";")}});function z(de,ge){Q.forEach(function(Ye){var vt=le[Ye];if(E.isDynamic(vt)){var xt=de.invoke(ge,vt);ge(q,".",Ye,"=",xt,";")}})}P.dynamic[Z]=new E.DynamicVariable(fc,{thisDep:J,contextDep:se,propDep:N,ref:q,append:z}),delete P.static[Z]}function Gn(U,P,Z,le,fe){var Q=Tn();Q.stats=Q.link(fe),Object.keys(P.static).forEach(function(se){Wt(Q,P,se)}),nb.forEach(function(se){Wt(Q,U,se)});var J=lr(U,P,Z,le,Q);return ir(Q,J),Te(Q,J),V(Q,J),e(Q.compile(),{destroy:function(){J.shader.program.destroy()}})}return{next:It,current:Ot,procs:(function(){var U=Tn(),P=U.proc("poll"),Z=U.proc("refresh"),le=U.block();P(le),Z(le);var fe=U.shared,Q=fe.gl,J=fe.next,se=fe.current;le(se,".dirty=false;"),dr(U,P),dr(U,Z,null,!0);var N;st&&(N=U.link(st)),Y.oes_vertex_array_object&&Z(U.link(Y.oes_vertex_array_object),".bindVertexArrayOES(null);");for(var q=0;q<Me.maxAttributes;++q){var z=Z.def(fe.attributes,"[",q,"]"),de=U.cond(z,".buffer");de.then(Q,".enableVertexAttribArray(",q,");",Q,".bindBuffer(",gc,",",z,".buffer.buffer);",Q,".vertexAttribPointer(",q,",",z,".size,",z,".type,",z,".normalized,",z,".stride,",z,".offset);").else(Q,".disableVertexAttribArray(",q,");",Q,".vertexAttrib4f(",q,",",z,".x,",z,".y,",z,".z,",z,".w);",z,".buffer=null;"),Z(de),st&&Z(N,".vertexAttribDivisorANGLE(",q,",",z,".divisor);")}return Z(U.shared.vao,".currentVAO=null;",U.shared.vao,".setVAO(",U.shared.vao,".targetVAO);"),Object.keys(He).forEach(function(ge){var Ye=He[ge],vt=le.def(J,".",ge),xt=U.block();xt("if(",vt,"){",Q,".enable(",Ye,")}else{",Q,".disable(",Ye,")}",se,".",ge,"=",vt,";"),Z(xt),P("if(",vt,"!==",se,".",ge,"){",xt,"}")}),Object.keys(Ue).forEach(function(ge){var Ye=Ue[ge],vt=Ot[ge],xt,Dt,dt=U.block();if(dt(Q,".",Ye,"("),si(vt)){var jt=vt.length;xt=U.global.def(J,".",ge),Dt=U.global.def(se,".",ge),dt(Ge(jt,function(Gt){return xt+"["+Gt+"]"}),");",Ge(jt,function(Gt){return Dt+"["+Gt+"]="+xt+"["+Gt+"];"}).join("")),P("if(",Ge(jt,function(Gt){return xt+"["+Gt+"]!=="+Dt+"["+Gt+"]"}).join("||"),"){",dt,"}")}else xt=le.def(J,".",ge),Dt=le.def(se,".",ge),dt(xt,");",se,".",ge,"=",xt,";"),P("if(",xt,"!==",Dt,"){",dt,"}");Z(dt)}),U.compile()})(),compile:Gn}}function Sb(){return{vaoCount:0,bufferCount:0,elementsCount:0,framebufferCount:0,shaderCount:0,textureCount:0,cubeCount:0,renderbufferCount:0,maxTextureUnits:0}}var bb=34918,Mb=34919,k_=35007,Eb=function(_,L){if(!L.ext_disjoint_timer_query)return null;var Y=[];function Me(){return Y.pop()||L.ext_disjoint_timer_query.createQueryEXT()}function ke(st){Y.push(st)}var be=[];function Le(st){var kt=Me();L.ext_disjoint_timer_query.beginQueryEXT(k_,kt),be.push(kt),Qe(be.length-1,be.length,st)}function Je(){L.ext_disjoint_timer_query.endQueryEXT(k_)}function je(){this.startQueryIndex=-1,this.endQueryIndex=-1,this.sum=0,this.stats=null}var lt=[];function ut(){return lt.pop()||new je}function ct(st){lt.push(st)}var Et=[];function Qe(st,kt,$e){var Ot=ut();Ot.startQueryIndex=st,Ot.endQueryIndex=kt,Ot.sum=0,Ot.stats=$e,Et.push(Ot)}var at=[],ue=[];function Re(){var st,kt,$e=be.length;if($e!==0){ue.length=Math.max(ue.length,$e+1),at.length=Math.max(at.length,$e+1),at[0]=0,ue[0]=0;var Ot=0;for(st=0,kt=0;kt<be.length;++kt){var It=be[kt];L.ext_disjoint_timer_query.getQueryObjectEXT(It,Mb)?(Ot+=L.ext_disjoint_timer_query.getQueryObjectEXT(It,bb),ke(It)):be[st++]=It,at[kt+1]=Ot,ue[kt+1]=st}for(be.length=st,st=0,kt=0;kt<Et.length;++kt){var dn=Et[kt],He=dn.startQueryIndex,Ue=dn.endQueryIndex;dn.sum+=at[Ue]-at[He];var Yt=ue[He],At=ue[Ue];At===Yt?(dn.stats.gpuTime+=dn.sum/1e6,ct(dn)):(dn.startQueryIndex=Yt,dn.endQueryIndex=At,Et[st++]=dn)}Et.length=st}}return{beginQuery:Le,endQuery:Je,pushScopeStats:Qe,update:Re,getNumPendingQueries:function(){return be.length},clear:function(){Y.push.apply(Y,be);for(var st=0;st<Y.length;st++)L.ext_disjoint_timer_query.deleteQueryEXT(Y[st]);be.length=0,Y.length=0},restore:function(){be.length=0,Y.length=0}}},Tb=16384,Ab=256,wb=1024,Cb=34962,z_="webglcontextlost",G_="webglcontextrestored",V_=1,Rb=2,Pb=3;function H_(_,L){for(var Y=0;Y<_.length;++Y)if(_[Y]===L)return Y;return-1}function Ib(_){var L=xe(_);if(!L)return null;var Y=L.gl,Me=Y.getContextAttributes(),ke=Y.isContextLost(),be=me(Y,L);if(!be)return null;var Le=Ve(),Je=Sb(),je=be.extensions,lt=Eb(Y,je),ut=Ze(),ct=Y.drawingBufferWidth,Et=Y.drawingBufferHeight,Qe={tick:0,time:0,viewportWidth:ct,viewportHeight:Et,framebufferWidth:ct,framebufferHeight:Et,drawingBufferWidth:ct,drawingBufferHeight:Et,pixelRatio:L.pixelRatio},at={},ue={elements:null,primitive:4,count:-1,offset:0,instances:-1},Re=cn(Y,je),st=fi(Y,Je,L,Ot),kt=Na(Y,je,st,Je),$e=Am(Y,je,Re,Je,st,kt,ue);function Ot(xn){return $e.destroyBuffer(xn)}var It=Pm(Y,Le,Je,L),dn=Al(Y,je,Re,function(){Yt.procs.poll()},Qe,Je,L),He=Cl(Y,je,Re,Je,L),Ue=Em(Y,je,Re,dn,He,Je),Yt=yb(Y,Le,je,Re,st,kt,dn,Ue,at,$e,It,ue,Qe,lt,L),At=Dm(Y,Ue,Yt.procs.poll,Qe,Me,je,Re),it=Yt.next,Ct=Y.canvas,Pt=[],In=[],Tn=[],Lt=[L.onDestroy],Ut=null;function Sn(){if(Pt.length===0){lt&&lt.update(),Ut=null;return}Ut=oe.next(Sn),kr();for(var xn=Pt.length-1;xn>=0;--xn){var Wn=Pt[xn];Wn&&Wn(Qe,null,0)}Y.flush(),lt&&lt.update()}function wn(){!Ut&&Pt.length>0&&(Ut=oe.next(Sn))}function Hn(){Ut&&(oe.cancel(Sn),Ut=null)}function Vi(xn){xn.preventDefault(),ke=!0,Hn(),In.forEach(function(Wn){Wn()})}function qi(xn){Y.getError(),ke=!1,be.restore(),It.restore(),st.restore(),dn.restore(),He.restore(),Ue.restore(),$e.restore(),lt&&lt.restore(),Yt.procs.refresh(),wn(),Tn.forEach(function(Wn){Wn()})}Ct&&(Ct.addEventListener(z_,Vi,!1),Ct.addEventListener(G_,qi,!1));function Xn(){Pt.length=0,Hn(),Ct&&(Ct.removeEventListener(z_,Vi),Ct.removeEventListener(G_,qi)),It.clear(),Ue.clear(),He.clear(),$e.clear(),dn.clear(),kt.clear(),st.clear(),lt&&lt.clear(),Lt.forEach(function(xn){xn()})}function fr(xn){I(!!xn,"invalid args to regl({...})"),I.type(xn,"object","invalid args to regl({...})");function Wn(fe){var Q=e({},fe);delete Q.uniforms,delete Q.attributes,delete Q.context,delete Q.vao,"stencil"in Q&&Q.stencil.op&&(Q.stencil.opBack=Q.stencil.opFront=Q.stencil.op,delete Q.stencil.op);function J(se){if(se in Q){var N=Q[se];delete Q[se],Object.keys(N).forEach(function(q){Q[se+"."+q]=N[q]})}}return J("blend"),J("depth"),J("cull"),J("stencil"),J("polygonOffset"),J("scissor"),J("sample"),"vao"in fe&&(Q.vao=fe.vao),Q}function qn(fe,Q){var J={},se={};return Object.keys(fe).forEach(function(N){var q=fe[N];if(E.isDynamic(q)){se[N]=E.unbox(q,N);return}else if(Q&&Array.isArray(q)){for(var z=0;z<q.length;++z)if(E.isDynamic(q[z])){se[N]=E.unbox(q,N);return}}J[N]=q}),{dynamic:se,static:J}}var ir=qn(xn.context||{},!0),Ha=qn(xn.uniforms||{},!0),Fl=qn(xn.attributes||{},!1),V=qn(Wn(xn),!1),Te={gpuTime:0,cpuTime:0,count:0},ve=Yt.compile(V,Fl,Ha,ir,Te),Wt=ve.draw,Gn=ve.batch,U=ve.scope,P=[];function Z(fe){for(;P.length<fe;)P.push(null);return P}function le(fe,Q){var J;if(ke&&I.raise("context lost"),typeof fe=="function")return U.call(this,null,fe,0);if(typeof Q=="function")if(typeof fe=="number")for(J=0;J<fe;++J)U.call(this,null,Q,J);else if(Array.isArray(fe))for(J=0;J<fe.length;++J)U.call(this,fe[J],Q,J);else return U.call(this,fe,Q,0);else if(typeof fe=="number"){if(fe>0)return Gn.call(this,Z(fe|0),fe|0)}else if(Array.isArray(fe)){if(fe.length)return Gn.call(this,fe,fe.length)}else return Wt.call(this,fe)}return e(le,{stats:Te,destroy:function(){ve.destroy()}})}var Ni=Ue.setFBO=fr({framebuffer:E.define.call(null,V_,"framebuffer")});function lr(xn,Wn){var qn=0;Yt.procs.poll();var ir=Wn.color;ir&&(Y.clearColor(+ir[0]||0,+ir[1]||0,+ir[2]||0,+ir[3]||0),qn|=Tb),"depth"in Wn&&(Y.clearDepth(+Wn.depth),qn|=Ab),"stencil"in Wn&&(Y.clearStencil(Wn.stencil|0),qn|=wb),I(!!qn,"called regl.clear with no buffer specified"),Y.clear(qn)}function hr(xn){if(I(typeof xn=="object"&&xn,"regl.clear() takes an object as input"),"framebuffer"in xn)if(xn.framebuffer&&xn.framebuffer_reglType==="framebufferCube")for(var Wn=0;Wn<6;++Wn)Ni(e({framebuffer:xn.framebuffer.faces[Wn]},xn),lr);else Ni(xn,lr);else lr(null,xn)}function dr(xn){I.type(xn,"function","regl.frame() callback must be a function"),Pt.push(xn);function Wn(){var qn=H_(Pt,xn);I(qn>=0,"cannot cancel a frame twice");function ir(){var Ha=H_(Pt,ir);Pt[Ha]=Pt[Pt.length-1],Pt.length-=1,Pt.length<=0&&Hn()}Pt[qn]=ir}return wn(),{cancel:Wn}}function Cr(){var xn=it.viewport,Wn=it.scissor_box;xn[0]=xn[1]=Wn[0]=Wn[1]=0,Qe.viewportWidth=Qe.framebufferWidth=Qe.drawingBufferWidth=xn[2]=Wn[2]=Y.drawingBufferWidth,Qe.viewportHeight=Qe.framebufferHeight=Qe.drawingBufferHeight=xn[3]=Wn[3]=Y.drawingBufferHeight}function kr(){Qe.tick+=1,Qe.time=On(),Cr(),Yt.procs.poll()}function nr(){dn.refresh(),Cr(),Yt.procs.refresh(),lt&&lt.update()}function On(){return(Ze()-ut)/1e3}nr();function zr(xn,Wn){I.type(Wn,"function","listener callback must be a function");var qn;switch(xn){case"frame":return dr(Wn);case"lost":qn=In;break;case"restore":qn=Tn;break;case"destroy":qn=Lt;break;default:I.raise("invalid event, must be one of frame,lost,restore,destroy")}return qn.push(Wn),{cancel:function(){for(var ir=0;ir<qn.length;++ir)if(qn[ir]===Wn){qn[ir]=qn[qn.length-1],qn.pop();return}}}}var oi=e(fr,{clear:hr,prop:E.define.bind(null,V_),context:E.define.bind(null,Rb),this:E.define.bind(null,Pb),draw:fr({}),buffer:function(xn){return st.create(xn,Cb,!1,!1)},elements:function(xn){return kt.create(xn,!1)},texture:dn.create2D,cube:dn.createCube,renderbuffer:He.create,framebuffer:Ue.create,framebufferCube:Ue.createCube,vao:$e.createVAO,attributes:Me,frame:dr,on:zr,limits:Re,hasExtension:function(xn){return Re.extensions.indexOf(xn.toLowerCase())>=0},read:At,destroy:Xn,_gl:Y,_refresh:nr,poll:function(){kr(),lt&&lt.update()},now:On,stats:Je});return L.onDone(null,oi),oi}return Ib}))});var q_=new window.BroadcastChannel("pub-sub-es"),zb=n=>typeof n=="string",Wm=(n,e)=>zb(n)&&e?n.toLowerCase():n,$_=(n,e)=>(t,i,r=Number.POSITIVE_INFINITY)=>{let s=Wm(t,e?.caseInsensitive),a=n[s]||[];return a.push({handler:i,times:+r||Number.POSITIVE_INFINITY}),n[s]=a,{event:s,handler:i}},Gb=n=>typeof n=="object";function Xm(n,e){function t(i,r){let s,a;Gb(i)?(a=i.handler,s=i.event):(s=i,a=r);let o=Wm(s,e?.caseInsensitive),c=n[o];if(!c)return;let l=c.findIndex(u=>u.handler===a);l===-1||l>=c.length||c.splice(l,1)}return t}var Vb=n=>!!n,Z_=(n,e)=>{let t=Xm(n);return(...i)=>{let[r,s,a]=i,o=Wm(r,e?.caseInsensitive),c=n[o];if(!Vb(c))return;let l=[...c];for(let f of l)--f.times<1&&t(o,f.handler);let u=a?.async!==void 0?a.async:e?.async,h=()=>{for(let f of l)f.handler(s)};if(u?setTimeout(h,0):h(),e?.isGlobal&&!a?.isNoGlobalBroadcast)try{q_.postMessage({event:o,news:s})}catch(f){if(f instanceof Error&&f.name==="DataCloneError")console.warn(`Could not broadcast '${o.toString()}' globally. Payload is not clonable.`);else throw f}}};function Hb(n){return Object.keys(n)}var K_=n=>()=>{for(let e of Hb(n))delete n[e]},j_=()=>({}),Wb=n=>{let e=!!n?.async,t=!!n?.caseInsensitive,i=n?.stack||j_();return{publish:Z_(i,{async:e,caseInsensitive:t}),subscribe:$_(i,{caseInsensitive:t}),unsubscribe:Xm(i,{caseInsensitive:t}),clear:K_(i),stack:i}},Ou=j_(),Xb={publish:Z_(Ou,{isGlobal:!0}),subscribe:$_(Ou),unsubscribe:Xm(Ou),clear:K_(Ou),stack:Ou};q_.onmessage=({data:{event:n,news:e}})=>Xb.publish(n,e,{isNoGlobalBroadcast:!0});var J_=Wb;var vv=kb(Q_(),1),Yb=n=>n*n*n,xv=n=>n<.5?4*n*n*n:(n-1)*(2*n-2)*(2*n-2)+1,qb=n=>--n*n*n+1,$b=n=>n,Zb=n=>n*n,Kb=n=>n<.5?2*n*n:-1+(4-2*n)*n,jb=n=>n*(2-n),qa=n=>n,$m=(n,e)=>{if(n===e)return!0;if(n.length!==e.length)return!1;let t=new Set(n),i=new Set(e);return t.size!==i.size?!1:e.every(r=>t.has(r))},Jb=n=>Math.sqrt(n.reduce((e,t)=>e+t**2,0)),Qb=n=>n.reduce((e,t)=>t>e?t:e,Number.NEGATIVE_INFINITY),ev=(n,e=qa)=>{let t=[];for(let i=0;i<n;i++)t.push(e(i,n));return t},eM=(n,e)=>{let t=[];return n.forEach(i=>{t[i]=!0}),e.forEach(i=>{t[i]=!0}),t.reduce((i,r,s)=>(r&&i.push(s),i),[])},Sg=(n,...e)=>(e.forEach(t=>{let i=Object.keys(t).reduce((r,s)=>(r[s]=Object.getOwnPropertyDescriptor(t,s),r),{});Object.getOwnPropertySymbols(t).forEach(r=>{let s=Object.getOwnPropertyDescriptor(t,r);s?.enumerable&&(i[r]=s)}),Object.defineProperties(n,i)}),n);function tM(...n){return e=>n.reduce((t,i)=>i(t),e)}var nM=n=>e=>Sg({__proto__:{constructor:n}},e),tv=(n,e)=>t=>Sg(t,{get[n](){return e}}),iM=(n,e,t,i)=>Math.sqrt((n-t)**2+(e-i)**2),rM=n=>new Worker(window.URL.createObjectURL(new Blob([`(${n.toString()})()`],{type:"text/javascript"}))),vc=(n=1)=>new Promise(e=>{let t=0,i=()=>requestAnimationFrame(()=>{t++,t<n?i():e(void 0)});i()}),yv=(n,e,t)=>{let i,r=0;t=t===null?e:t;let s=(...c)=>{let l=()=>{r>0&&(n(...c),r=0)};clearTimeout(i),i=setTimeout(l,t)},a=!1,o=(...c)=>{a?(r++,s(...c)):(n(...c),s(...c),a=!0,r=0,setTimeout(()=>{a=!1},e))};return o.reset=()=>{a=!1},o.cancel=()=>{clearTimeout(i)},o.now=(...c)=>n(...c),o},sM=1e-6,Ul=typeof Float32Array<"u"?Float32Array:Array;function Zm(){var n=new Ul(16);return Ul!=Float32Array&&(n[1]=0,n[2]=0,n[3]=0,n[4]=0,n[6]=0,n[7]=0,n[8]=0,n[9]=0,n[11]=0,n[12]=0,n[13]=0,n[14]=0),n[0]=1,n[5]=1,n[10]=1,n[15]=1,n}function nv(n){var e=new Ul(16);return e[0]=n[0],e[1]=n[1],e[2]=n[2],e[3]=n[3],e[4]=n[4],e[5]=n[5],e[6]=n[6],e[7]=n[7],e[8]=n[8],e[9]=n[9],e[10]=n[10],e[11]=n[11],e[12]=n[12],e[13]=n[13],e[14]=n[14],e[15]=n[15],e}function mg(n,e){var t=e[0],i=e[1],r=e[2],s=e[3],a=e[4],o=e[5],c=e[6],l=e[7],u=e[8],h=e[9],f=e[10],p=e[11],v=e[12],M=e[13],m=e[14],g=e[15],S=t*o-i*a,T=t*c-r*a,b=t*l-s*a,D=i*c-r*o,C=i*l-s*o,x=r*l-s*c,A=u*M-h*v,j=u*m-f*v,W=u*g-p*v,H=h*m-f*M,te=h*g-p*M,ee=f*g-p*m,k=S*ee-T*te+b*H+D*W-C*j+x*A;return k?(k=1/k,n[0]=(o*ee-c*te+l*H)*k,n[1]=(r*te-i*ee-s*H)*k,n[2]=(M*x-m*C+g*D)*k,n[3]=(f*C-h*x-p*D)*k,n[4]=(c*W-a*ee-l*j)*k,n[5]=(t*ee-r*W+s*j)*k,n[6]=(m*b-v*x-g*T)*k,n[7]=(u*x-f*b+p*T)*k,n[8]=(a*te-o*W+l*A)*k,n[9]=(i*W-t*te-s*A)*k,n[10]=(v*C-M*b+g*S)*k,n[11]=(h*b-u*C-p*S)*k,n[12]=(o*j-a*H-c*A)*k,n[13]=(t*H-i*j+r*A)*k,n[14]=(M*T-v*D-m*S)*k,n[15]=(u*D-h*T+f*S)*k,n):null}function ds(n,e,t){var i=e[0],r=e[1],s=e[2],a=e[3],o=e[4],c=e[5],l=e[6],u=e[7],h=e[8],f=e[9],p=e[10],v=e[11],M=e[12],m=e[13],g=e[14],S=e[15],T=t[0],b=t[1],D=t[2],C=t[3];return n[0]=T*i+b*o+D*h+C*M,n[1]=T*r+b*c+D*f+C*m,n[2]=T*s+b*l+D*p+C*g,n[3]=T*a+b*u+D*v+C*S,T=t[4],b=t[5],D=t[6],C=t[7],n[4]=T*i+b*o+D*h+C*M,n[5]=T*r+b*c+D*f+C*m,n[6]=T*s+b*l+D*p+C*g,n[7]=T*a+b*u+D*v+C*S,T=t[8],b=t[9],D=t[10],C=t[11],n[8]=T*i+b*o+D*h+C*M,n[9]=T*r+b*c+D*f+C*m,n[10]=T*s+b*l+D*p+C*g,n[11]=T*a+b*u+D*v+C*S,T=t[12],b=t[13],D=t[14],C=t[15],n[12]=T*i+b*o+D*h+C*M,n[13]=T*r+b*c+D*f+C*m,n[14]=T*s+b*l+D*p+C*g,n[15]=T*a+b*u+D*v+C*S,n}function iv(n,e){return n[0]=1,n[1]=0,n[2]=0,n[3]=0,n[4]=0,n[5]=1,n[6]=0,n[7]=0,n[8]=0,n[9]=0,n[10]=1,n[11]=0,n[12]=e[0],n[13]=e[1],n[14]=e[2],n[15]=1,n}function Rh(n,e){return n[0]=e[0],n[1]=0,n[2]=0,n[3]=0,n[4]=0,n[5]=e[1],n[6]=0,n[7]=0,n[8]=0,n[9]=0,n[10]=e[2],n[11]=0,n[12]=0,n[13]=0,n[14]=0,n[15]=1,n}function aM(n,e,t){var i=t[0],r=t[1],s=t[2],a=Math.sqrt(i*i+r*r+s*s),o,c,l;return a<sM?null:(a=1/a,i*=a,r*=a,s*=a,o=Math.sin(e),c=Math.cos(e),l=1-c,n[0]=i*i*l+c,n[1]=r*i*l+s*o,n[2]=s*i*l-r*o,n[3]=0,n[4]=i*r*l-s*o,n[5]=r*r*l+c,n[6]=s*r*l+i*o,n[7]=0,n[8]=i*s*l+r*o,n[9]=r*s*l-i*o,n[10]=s*s*l+c,n[11]=0,n[12]=0,n[13]=0,n[14]=0,n[15]=1,n)}function oM(n,e){return n[0]=e[12],n[1]=e[13],n[2]=e[14],n}function lM(n,e){var t=e[0],i=e[1],r=e[2],s=e[4],a=e[5],o=e[6],c=e[8],l=e[9],u=e[10];return n[0]=Math.sqrt(t*t+i*i+r*r),n[1]=Math.sqrt(s*s+a*a+o*o),n[2]=Math.sqrt(c*c+l*l+u*u),n}function cM(){var n=new Ul(4);return Ul!=Float32Array&&(n[0]=0,n[1]=0,n[2]=0,n[3]=0),n}function ku(n,e,t){var i=e[0],r=e[1],s=e[2],a=e[3];return n[0]=t[0]*i+t[4]*r+t[8]*s+t[12]*a,n[1]=t[1]*i+t[5]*r+t[9]*s+t[13]*a,n[2]=t[2]*i+t[6]*r+t[10]*s+t[14]*a,n[3]=t[3]*i+t[7]*r+t[11]*s+t[15]*a,n}(function(){var n=cM();return function(e,t,i,r,s,a){var o,c;for(t||(t=4),i||(i=0),r?c=Math.min(r*t+i,e.length):c=e.length,o=i;o<c;o+=t)n[0]=e[o],n[1]=e[o+1],n[2]=e[o+2],n[3]=e[o+3],s(n,n,a),e[o]=n[0],e[o+1]=n[1],e[o+2]=n[2],e[o+3]=n[3];return e}})();function uM(){var n=new Ul(2);return Ul!=Float32Array&&(n[0]=0,n[1]=0),n}function fM(n,e){var t=n[0],i=n[1],r=e[0],s=e[1];return Math.abs(Math.atan2(i*r-t*s,t*r+i*s))}(function(){var n=uM();return function(e,t,i,r,s,a){var o,c;for(t||(t=2),i||(i=0),r?c=Math.min(r*t+i,e.length):c=e.length,o=i;o<c;o+=t)n[0]=e[o],n[1]=e[o+1],s(n,n,a),e[o]=n[0],e[o+1]=n[1];return e}})();var hM=(n=[0,0],e=1,t=0,i=[0,0],r=[[0,1/0],[0,1/0]],s=[[-1/0,1/0],[-1/0,1/0]])=>{let a=new Float32Array(16),o=new Float32Array(16),c=new Float32Array(16),l=Zm(),u=[...i.slice(0,2),0,1],h=Array.isArray(r[0])?[...r[0]]:[...r],f=Array.isArray(r[0])?[...r[1]]:[...r],p=Array.isArray(s[0])?[...s[0]]:[...s],v=Array.isArray(s[0])?[...s[1]]:[...s],M=()=>lM(a,l).slice(0,2),m=()=>{let re=M();return Math.min(re[0],re[1])},g=()=>{let re=M();return Math.max(re[0],re[1])},S=()=>Math.acos(l[0]/g()),T=()=>[[...h],[...f]],b=()=>[[...p],[...v]],D=()=>{let re=M();return[1/re[0],1/re[1]]},C=()=>1/m(),x=()=>1/g(),A=()=>oM(a,l).slice(0,2),j=()=>ku(a,u,mg(c,l)).slice(0,2),W=()=>l,H=()=>u.slice(0,2),te=([re=0,De=0]=[],Be=1,ye=0)=>{l=Zm(),ee([-re,-De]),ie(ye),k(1/Be)},ee=([re=0,De=0]=[])=>{a[0]=re,a[1]=De,a[2]=0;let Be=iv(o,a);ds(l,Be,l)},k=(re,De)=>{let Be=Array.isArray(re),ye=Be?re[0]:re,We=Be?re[1]:re;if(ye<=0||We<=0||ye===1&&We===1)return;let rt=M(),bt=rt[0]*ye,et=rt[1]*We;if(ye=Math.max(h[0],Math.min(bt,h[1]))/rt[0],We=Math.max(f[0],Math.min(et,f[1]))/rt[1],ye===1&&We===1)return;a[0]=ye,a[1]=We,a[2]=1;let nn=Rh(o,a),pn=De?[...De,0]:u,Qt=iv(a,pn);ds(l,Qt,ds(l,nn,ds(l,mg(c,Qt),l)))},ie=re=>{let De=Zm();aM(De,re,[0,0,1]),ds(l,De,l)},pe=re=>{let De=Array.isArray(re[0]);h[0]=De?re[0][0]:re[0],h[1]=De?re[0][1]:re[1],f[0]=De?re[1][0]:re[0],f[1]=De?re[1][1]:re[1]},$=re=>{let De=Array.isArray(re[0]);p[0]=De?re[0][0]:re[0],p[1]=De?re[0][1]:re[1],v[0]=De?re[1][0]:re[0],v[1]=De?re[1][1]:re[1]},Oe=re=>{!re||re.length<16||(l=re)},he=re=>{u=[...re.slice(0,2),0,1]},Se=()=>{te(n,e,t)};return te(n,e,t),{get translation(){return A()},get target(){return j()},get scaling(){return M()},get minScaling(){return m()},get maxScaling(){return g()},get scaleBounds(){return T()},get translationBounds(){return b()},get distance(){return D()},get minDistance(){return C()},get maxDistance(){return x()},get rotation(){return S()},get view(){return W()},get viewCenter(){return H()},lookAt:te,translate:ee,pan:ee,rotate:ie,scale:k,zoom:k,reset:Se,set:(...re)=>(console.warn("`set()` is deprecated. Please use `setView()` instead."),Oe(...re)),setScaleBounds:pe,setTranslationBounds:$,setView:Oe,setViewCenter:he}},dM=["pan","rotate"],rv={alt:"altKey",cmd:"metaKey",ctrl:"ctrlKey",meta:"metaKey",shift:"shiftKey"},pM=(n,{distance:e=1,target:t=[0,0],rotation:i=0,isNdc:r=!0,isFixed:s=!1,isPan:a=!0,isPanInverted:o=[!1,!0],panSpeed:c=1,isRotate:l=!0,rotateSpeed:u=1,defaultMouseDownMoveAction:h="pan",mouseDownMoveModKey:f="alt",isZoom:p=!0,zoomSpeed:v=1,viewCenter:M,scaleBounds:m,translationBounds:g,onKeyDown:S=()=>{},onKeyUp:T=()=>{},onMouseDown:b=()=>{},onMouseUp:D=()=>{},onMouseMove:C=()=>{},onWheel:x=()=>{}}={})=>{let A=hM(t,e,i,M,m,g),j=0,W=0,H=0,te=0,ee=0,k=0,ie=!1,pe=0,$=1,Oe=1,he=1,Se=!1,re=!1,De=!1,Be=h==="pan",ye=a,We=a,rt=o,bt=o,et=p,nn=p,pn=()=>{ye=Array.isArray(a)?!!a[0]:a,We=Array.isArray(a)?!!a[1]:a,rt=Array.isArray(o)?!!o[0]:o,bt=Array.isArray(o)?!!o[1]:o,et=Array.isArray(p)?!!p[0]:p,nn=Array.isArray(p)?!!p[1]:p};pn();let Qt=r?St=>St/$*2*he:St=>St,Rn=r?St=>St/Oe*2:St=>-St,ht=r?St=>(-1+St/$*2)*he:St=>St,Ft=r?St=>1-St/Oe*2:St=>St,hn=()=>{if(s){let F=re;return re=!1,F}Se=!1;let St=j,Bt=W;if((ye||We)&&ie&&(Be&&!De||!Be&&De)){let F=rt?ee-St:St-ee,E=ye?Qt(c*F):0,oe=bt?k-Bt:Bt-k,Ze=We?Rn(c*oe):0;(E!==0||Ze!==0)&&(A.pan([E,Ze]),Se=!0)}if((et||nn)&&pe){let F=v*Math.exp(pe/Oe),E=ht(H),oe=Ft(te);A.scale([et?1/F:1,nn?1/F:1],[E,oe]),Se=!0}if(l&&ie&&(Be&&De||!Be&&!De)&&Math.abs(ee-St)+Math.abs(k-Bt)>0){let F=$/2,E=Oe/2,oe=ee-F,Ze=E-k,Ve=St-F,_t=E-Bt,pt=fM([oe,Ze],[Ve,_t]),Ne=oe*_t-Ve*Ze;A.rotate(u*pt*Math.sign(Ne)),Se=!0}pe=0,ee=St,k=Bt;let ln=Se||re;return re=!1,ln},en=({defaultMouseDownMoveAction:St=null,isFixed:Bt=null,isPan:ln=null,isPanInverted:F=null,isRotate:E=null,isZoom:oe=null,panSpeed:Ze=null,rotateSpeed:Ve=null,zoomSpeed:_t=null,mouseDownMoveModKey:pt=null}={})=>{h=St!==null&&dM.includes(St)?St:h,Be=h==="pan",s=Bt!==null?Bt:s,a=ln!==null?ln:a,o=F!==null?F:o,l=E!==null?E:l,p=oe!==null?oe:p,c=+Ze>0?Ze:c,u=+Ve>0?Ve:u,v=+_t>0?_t:v,pn(),f=pt!==null&&Object.keys(rv).includes(pt)?pt:f},gn=()=>{let St=n.getBoundingClientRect();$=St.width,Oe=St.height,he=$/Oe},_n=St=>{De=!1,T(St)},vi=St=>{De=St[rv[f]],S(St)},kn=St=>{ie=!1,D(St)},I=St=>{ie=St.buttons===1,b(St)},ui=document.createEvent("MouseEvent").offsetX!==void 0?St=>{H=St.offsetX,te=St.offsetY}:St=>{let Bt=n.getBoundingClientRect();H=St.clientX-Bt.left,te=St.clientY-Bt.top},K=St=>{j=St.clientX,W=St.clientY},yt=St=>{K(St),C(St)},rn=St=>{if((et||nn)&&!s){St.preventDefault(),K(St),ui(St);let Bt=St.deltaMode===1?12:1;pe+=Bt*(St.deltaY||St.deltaX||0)}x(St)},Mn=()=>{A=void 0,window.removeEventListener("keydown",vi),window.removeEventListener("keyup",_n),n.removeEventListener("mousedown",I),window.removeEventListener("mouseup",kn),window.removeEventListener("mousemove",yt),n.removeEventListener("wheel",rn)};window.addEventListener("keydown",vi,{passive:!0}),window.addEventListener("keyup",_n,{passive:!0}),n.addEventListener("mousedown",I,{passive:!0}),window.addEventListener("mouseup",kn,{passive:!0}),window.addEventListener("mousemove",yt,{passive:!0}),n.addEventListener("wheel",rn,{passive:!1}),A.config=en,A.dispose=Mn,A.refresh=gn,A.tick=hn;let nt=St=>function(){St.apply(null,arguments),re=!0};return A.lookAt=nt(A.lookAt),A.translate=nt(A.translate),A.pan=nt(A.pan),A.rotate=nt(A.rotate),A.scale=nt(A.scale),A.zoom=nt(A.zoom),A.reset=nt(A.reset),A.set=nt(A.set),A.setScaleBounds=nt(A.setScaleBounds),A.setTranslationBounds=nt(A.setTranslationBounds),A.setView=nt(A.setView),A.setViewCenter=nt(A.setViewCenter),gn(),A};function mM(n,e,t=2){let i=n.length,r=gM(n,0,i,t,!0),s=[];if(!r||r.next===r.prev)return s;let a,o,c;if(n.length>80*t){a=n[0],o=n[1];let l=a,u=o;for(let h=t;h<i;h+=t){let f=n[h],p=n[h+1];f<a&&(a=f),p<o&&(o=p),f>l&&(l=f),p>u&&(u=p)}c=Math.max(l-a,u-o),c=c!==0?32767/c:0}return Hu(r,s,t,a,o,c,0),s}function gM(n,e,t,i,r){let s;if(r===CM(n,e,t,i)>0)for(let a=e;a<t;a+=i)s=sv(a/i|0,n[a],n[a+1],s);else for(let a=t-i;a>=e;a-=i)s=sv(a/i|0,n[a],n[a+1],s);return s&&Gh(s,s.next)&&(Wu(s),s=s.next),s}function Vu(n,e){if(!n)return n;e||(e=n);let t=n,i;do if(i=!1,!t.steiner&&(Gh(t,t.next)||pr(t.prev,t,t.next)===0)){if(Wu(t),t=e=t.prev,t===t.next)break;i=!0}else t=t.next;while(i||t!==e);return e}function Hu(n,e,t,i,r,s,a){if(!n)return;!a&&s&&SM(n,i,r,s);let o=n;for(;n.prev!==n.next;){let c=n.prev,l=n.next;if(s?vM(n,i,r,s):_M(n)){e.push(c.i,n.i,l.i),Wu(n),n=l.next,o=l.next;continue}if(n=l,n===o){a?a===1?(n=xM(Vu(n),e),Hu(n,e,t,i,r,s,2)):a===2&&yM(n,e,t,i,r,s):Hu(Vu(n),e,t,i,r,s,1);break}}}function _M(n){let e=n.prev,t=n,i=n.next;if(pr(e,t,i)>=0)return!1;let r=e.x,s=t.x,a=i.x,o=e.y,c=t.y,l=i.y,u=Math.min(r,s,a),h=Math.min(o,c,l),f=Math.max(r,s,a),p=Math.max(o,c,l),v=i.next;for(;v!==e;){if(v.x>=u&&v.x<=f&&v.y>=h&&v.y<=p&&zu(r,o,s,c,a,l,v.x,v.y)&&pr(v.prev,v,v.next)>=0)return!1;v=v.next}return!0}function vM(n,e,t,i){let r=n.prev,s=n,a=n.next;if(pr(r,s,a)>=0)return!1;let o=r.x,c=s.x,l=a.x,u=r.y,h=s.y,f=a.y,p=Math.min(o,c,l),v=Math.min(u,h,f),M=Math.max(o,c,l),m=Math.max(u,h,f),g=gg(p,v,e,t,i),S=gg(M,m,e,t,i),T=n.prevZ,b=n.nextZ;for(;T&&T.z>=g&&b&&b.z<=S;){if(T.x>=p&&T.x<=M&&T.y>=v&&T.y<=m&&T!==r&&T!==a&&zu(o,u,c,h,l,f,T.x,T.y)&&pr(T.prev,T,T.next)>=0||(T=T.prevZ,b.x>=p&&b.x<=M&&b.y>=v&&b.y<=m&&b!==r&&b!==a&&zu(o,u,c,h,l,f,b.x,b.y)&&pr(b.prev,b,b.next)>=0))return!1;b=b.nextZ}for(;T&&T.z>=g;){if(T.x>=p&&T.x<=M&&T.y>=v&&T.y<=m&&T!==r&&T!==a&&zu(o,u,c,h,l,f,T.x,T.y)&&pr(T.prev,T,T.next)>=0)return!1;T=T.prevZ}for(;b&&b.z<=S;){if(b.x>=p&&b.x<=M&&b.y>=v&&b.y<=m&&b!==r&&b!==a&&zu(o,u,c,h,l,f,b.x,b.y)&&pr(b.prev,b,b.next)>=0)return!1;b=b.nextZ}return!0}function xM(n,e){let t=n;do{let i=t.prev,r=t.next.next;!Gh(i,r)&&Sv(i,t,t.next,r)&&Ph(i,r)&&Ph(r,i)&&(e.push(i.i,t.i,r.i),Wu(t),Wu(t.next),t=n=r),t=t.next}while(t!==n);return Vu(t)}function yM(n,e,t,i,r,s){let a=n;do{let o=a.next.next;for(;o!==a.prev;){if(a.i!==o.i&&EM(a,o)){let c=wM(a,o);a=Vu(a,a.next),c=Vu(c,c.next),Hu(a,e,t,i,r,s,0),Hu(c,e,t,i,r,s,0);return}o=o.next}a=a.next}while(a!==n)}function SM(n,e,t,i){let r=n;do r.z===0&&(r.z=gg(r.x,r.y,e,t,i)),r.prevZ=r.prev,r.nextZ=r.next,r=r.next;while(r!==n);r.prevZ.nextZ=null,r.prevZ=null,bM(r)}function bM(n){let e,t=1;do{let i=n,r;n=null;let s=null;for(e=0;i;){e++;let a=i,o=0;for(let l=0;l<t&&(o++,a=a.nextZ,!!a);l++);let c=t;for(;o>0||c>0&&a;)o!==0&&(c===0||!a||i.z<=a.z)?(r=i,i=i.nextZ,o--):(r=a,a=a.nextZ,c--),s?s.nextZ=r:n=r,r.prevZ=s,s=r;i=a}s.nextZ=null,t*=2}while(e>1);return n}function gg(n,e,t,i,r){return n=(n-t)*r|0,e=(e-i)*r|0,n=(n|n<<8)&16711935,n=(n|n<<4)&252645135,n=(n|n<<2)&858993459,n=(n|n<<1)&1431655765,e=(e|e<<8)&16711935,e=(e|e<<4)&252645135,e=(e|e<<2)&858993459,e=(e|e<<1)&1431655765,n|e<<1}function MM(n,e,t,i,r,s,a,o){return(r-a)*(e-o)>=(n-a)*(s-o)&&(n-a)*(i-o)>=(t-a)*(e-o)&&(t-a)*(s-o)>=(r-a)*(i-o)}function zu(n,e,t,i,r,s,a,o){return!(n===a&&e===o)&&MM(n,e,t,i,r,s,a,o)}function EM(n,e){return n.next.i!==e.i&&n.prev.i!==e.i&&!TM(n,e)&&(Ph(n,e)&&Ph(e,n)&&AM(n,e)&&(pr(n.prev,n,e.prev)||pr(n,e.prev,e))||Gh(n,e)&&pr(n.prev,n,n.next)>0&&pr(e.prev,e,e.next)>0)}function pr(n,e,t){return(e.y-n.y)*(t.x-e.x)-(e.x-n.x)*(t.y-e.y)}function Gh(n,e){return n.x===e.x&&n.y===e.y}function Sv(n,e,t,i){let r=Ah(pr(n,e,t)),s=Ah(pr(n,e,i)),a=Ah(pr(t,i,n)),o=Ah(pr(t,i,e));return!!(r!==s&&a!==o||r===0&&Th(n,t,e)||s===0&&Th(n,i,e)||a===0&&Th(t,n,i)||o===0&&Th(t,e,i))}function Th(n,e,t){return e.x<=Math.max(n.x,t.x)&&e.x>=Math.min(n.x,t.x)&&e.y<=Math.max(n.y,t.y)&&e.y>=Math.min(n.y,t.y)}function Ah(n){return n>0?1:n<0?-1:0}function TM(n,e){let t=n;do{if(t.i!==n.i&&t.next.i!==n.i&&t.i!==e.i&&t.next.i!==e.i&&Sv(t,t.next,n,e))return!0;t=t.next}while(t!==n);return!1}function Ph(n,e){return pr(n.prev,n,n.next)<0?pr(n,e,n.next)>=0&&pr(n,n.prev,e)>=0:pr(n,e,n.prev)<0||pr(n,n.next,e)<0}function AM(n,e){let t=n,i=!1,r=(n.x+e.x)/2,s=(n.y+e.y)/2;do t.y>s!=t.next.y>s&&t.next.y!==t.y&&r<(t.next.x-t.x)*(s-t.y)/(t.next.y-t.y)+t.x&&(i=!i),t=t.next;while(t!==n);return i}function wM(n,e){let t=_g(n.i,n.x,n.y),i=_g(e.i,e.x,e.y),r=n.next,s=e.prev;return n.next=e,e.prev=n,t.next=r,r.prev=t,i.next=t,t.prev=i,s.next=i,i.prev=s,i}function sv(n,e,t,i){let r=_g(n,e,t);return i?(r.next=i.next,r.prev=i,i.next.prev=r,i.next=r):(r.prev=r,r.next=r),r}function Wu(n){n.next.prev=n.prev,n.prev.next=n.next,n.prevZ&&(n.prevZ.nextZ=n.nextZ),n.nextZ&&(n.nextZ.prevZ=n.prevZ)}function _g(n,e,t){return{i:n,x:e,y:t,prev:null,next:null,z:0,prevZ:null,nextZ:null,steiner:!1}}function CM(n,e,t,i){let r=0;for(let s=e,a=t-i;s<t;s+=i)r+=(n[a]-n[s])*(n[s+1]+n[a+1]),a=s;return r}var RM=`
precision mediump float;
varying vec4 color;
void main() {
  gl_FragColor = color;
}`,PM=`
uniform mat4 projectionViewModel;
uniform float aspectRatio;

uniform sampler2D colorTex;
uniform float colorTexRes;
uniform float colorTexEps;
uniform float width;
uniform float useOpacity;
uniform float useColorOpacity;
uniform int miter;

attribute vec3 prevPosition;
attribute vec3 currPosition;
attribute vec3 nextPosition;
attribute float opacity;
attribute float offsetScale;
attribute float colorIndex;

varying vec4 color;

void main() {
  vec2 aspectVec = vec2(aspectRatio, 1.0);
  vec4 prevProjected = projectionViewModel * vec4(prevPosition, 1.0);
  vec4 currProjected = projectionViewModel * vec4(currPosition, 1.0);
  vec4 nextProjected = projectionViewModel * vec4(nextPosition, 1.0);

  // get 2D screen space with W divide and aspect correction
  vec2 prevScreen = prevProjected.xy / prevProjected.w * aspectVec;
  vec2 currScreen = currProjected.xy / currProjected.w * aspectVec;
  vec2 nextScreen = nextProjected.xy / nextProjected.w * aspectVec;

  float len = width;

  // starting point uses (next - current)
  vec2 dir = vec2(0.0);
  if (currScreen == prevScreen) {
    dir = normalize(nextScreen - currScreen);
  }
  // ending point uses (current - previous)
  else if (currScreen == nextScreen) {
    dir = normalize(currScreen - prevScreen);
  }
  // somewhere in middle, needs a join
  else {
    // get directions from (C - B) and (B - A)
    vec2 dirA = normalize((currScreen - prevScreen));
    if (miter == 1) {
      vec2 dirB = normalize((nextScreen - currScreen));
      // now compute the miter join normal and length
      vec2 tangent = normalize(dirA + dirB);
      vec2 perp = vec2(-dirA.y, dirA.x);
      vec2 miter = vec2(-tangent.y, tangent.x);
      len = width / dot(miter, perp);
      dir = tangent;
    } else {
      dir = dirA;
    }
  }

  vec2 normal = vec2(-dir.y, dir.x) * len;
  normal.x /= aspectRatio;
  vec4 offset = vec4(normal * offsetScale, 0.0, 0.0);
  gl_Position = currProjected + offset;

  // Get color from texture
  float colorRowIndex = floor((colorIndex + colorTexEps) / colorTexRes);
  vec2 colorTexIndex = vec2(
    (colorIndex / colorTexRes) - colorRowIndex + colorTexEps,
    colorRowIndex / colorTexRes + colorTexEps
  );

  color = texture2D(colorTex, colorTexIndex);
  color.a = useColorOpacity * color.a + useOpacity * opacity;
}`,Km=new Float32Array([1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]),hs=Float32Array.BYTES_PER_ELEMENT,IM=n=>n!==void 0&&Number.isFinite(n),jm=n=>n.length>0&&Array.isArray(n[0]),{push:bv,splice:LM}=Array.prototype,DM=(n,e=[])=>{let t=0;for(let i of n){for(let r=0;r<i-1;r++){let s=t+r*2,a=s+1,o=s+2,c=s+3;e.push(s,a,o,o,a,c)}t+=(i+2)*2}return e};function wh(n,e=1,t=1){let i=[],r=new Array(e*2);for(let s=0,a=n.length/e;s<a;s++){let o=s*e;for(let c=0;c<e;c++){let l=n[o+c];r[c]=l,r[c+e]=l*t}bv.apply(i,r)}return i}function Zo(n,e,t,i){let r=new Array(i),s=e*i;for(let a=0;a<i;a++)r[a]=n[s+a];return LM.call(n,t*i,0,...r),n}function NM(n,e,t,i=0){let r=[],s=new Array(t).fill(i);for(let a=0,o=n.length/e;a<o;a++){let c=a*e;for(let l=0;l<e;l++)s[l]=n[c+l];bv.apply(r,s)}return r}var Fu=(n,{projection:e=Km,model:t=Km,view:i=Km,points:r=[],colorIndices:s=[],color:a=[.8,.5,0,1],opacity:o=null,opacities:c=[],width:l=1,widths:u=[],miter:h=!0,is2d:f=!1,zPos2d:p=0}={})=>{if(!n){console.error("Regl instance is undefined.");return}let v=new Float32Array(16),M,m,g,S,T,b,D,C,x,A,j,W,H,te,ee,k,ie,pe,$=f?2:3,Oe=()=>+(c.length===m||o!==null),he=()=>{A=n.buffer(),j=n.buffer(),W=n.buffer(),ee=n.buffer(),k={prevPosition:{buffer:(()=>A),offset:0,stride:hs*3},currPosition:{buffer:(()=>A),offset:hs*3*2,stride:hs*3},nextPosition:{buffer:(()=>A),offset:hs*3*4,stride:hs*3},opacity:{buffer:(()=>j),offset:hs*2,stride:hs},offsetScale:{buffer:(()=>W),offset:hs*2,stride:hs},colorIndex:{buffer:(()=>ee),offset:hs*2,stride:hs}},ie=n.elements(),pe=n({attributes:k,depth:{enable:!f},blend:{enable:!0,func:{srcRGB:"src alpha",srcAlpha:"one",dstRGB:"one minus src alpha",dstAlpha:"one minus src alpha"}},uniforms:{projectionViewModel:(ht,Ft)=>{let hn=ht.projection||Ft.projection,en=ht.model||Ft.model,gn=ht.view||Ft.view;return ds(v,hn,ds(v,gn,en))},aspectRatio:({viewportWidth:ht,viewportHeight:Ft})=>ht/Ft,colorTex:()=>H,colorTexRes:()=>te,colorTexEps:()=>.5/te,pixelRatio:({pixelRatio:ht})=>ht,width:({pixelRatio:ht,viewportHeight:Ft})=>l/Ft*ht,useOpacity:Oe,useColorOpacity:()=>+!Oe(),miter:+!!h},elements:()=>ie,vert:PM,frag:RM})},Se=()=>{M===1&&r.length%$>0&&console.warn(`The length of points (${m}) does not match the dimensions (${$}). Incomplete points are ignored.`),S=r.flat().slice(0,m*$),f&&(S=NM(S,2,3,p)),s.length!==m&&(s=new Array(m).fill(0)),u.length!==m&&(u=new Array(m).fill(1));let ht=s.slice(),Ft=c.length===m?c.slice():new Array(m).fill(o===null?1:o),hn=u.slice(),en=0;for(let gn of g){let _n=en+gn-1;Zo(S,_n,_n,3),Zo(S,en,en,3),Zo(ht,_n,_n,1),Zo(ht,en,en,1),Zo(Ft,_n,_n,1),Zo(Ft,en,en,1),Zo(hn,_n,_n,1),Zo(hn,en,en,1),en+=gn+2}T=new Float32Array(wh(S,3)),b=wh(ht),D=wh(Ft),C=wh(hn,1,-1),x=DM(g),A({usage:"dynamic",type:"float",length:T.length*hs,data:T}),j({usage:"dynamic",type:"float",length:D.length*hs,data:D}),W({usage:"dynamic",type:"float",length:C.length*hs,data:C}),ee({usage:"dynamic",type:"float",length:b.length*hs,data:b}),ie({primitive:"triangles",usage:"dynamic",type:x.length>2**16?"uint32":"uint16",data:x})},re=()=>{De(),he()},De=()=>{r=[],S=[],T=new Float32Array,C=[],x=[],A.destroy(),W.destroy(),ie.destroy()},Be=({projection:ht,model:Ft,view:hn}={})=>{ht&&(e=ht),Ft&&(t=Ft),hn&&(i=hn),r&&r.length>1&&pe({projection:e,model:t,view:i})},ye=(ht,Ft)=>{let hn=Ft.flat(2);return hn.length===m?hn:hn.length===M?g.flatMap((en,gn)=>Array(en).fill(hn[gn])):ht},We=()=>r,rt=(ht=[],{colorIndices:Ft=s,opacities:hn=c,widths:en=u,is2d:gn=f}={})=>{r=ht,f=gn,$=f?2:3,M=jm(r)?r.length:1,g=jm(r)?r.map(_n=>Math.floor(_n.length/$)):[Math.floor(r.length/$)],m=g.reduce((_n,vi)=>_n+vi,0),s=ye(s,Ft),c=ye(c,hn),u=ye(u,en),r&&m>1?Se():re()},bt=()=>{let ht=jm(a)?a:[a];te=Math.max(2,Math.ceil(Math.sqrt(ht.length)));let Ft=new Uint8Array(te**2*4);ht.forEach((hn,en)=>{Ft[en*4]=Math.min(255,Math.max(0,Math.round(hn[0]*255))),Ft[en*4+1]=Math.min(255,Math.max(0,Math.round(hn[1]*255))),Ft[en*4+2]=Math.min(255,Math.max(0,Math.round(hn[2]*255))),Ft[en*4+3]=Number.isNaN(+hn[3])?255:Math.min(255,Math.max(0,Math.round(hn[3]*255)))}),H=n.texture({data:Ft,shape:[te,te,4]})},et=(ht,Ft=o)=>{a=ht,o=Ft,H&&H.destroy(),bt()},nn=()=>({color:a,miter:h,width:l}),pn=({color:ht,opacity:Ft,miter:hn,width:en}={})=>{ht&&et(ht,Ft||o),hn&&(h=!!hn),IM(en)&&(l=en)},Qt=()=>({points:A,widths:W,opacities:j,colorIndices:ee}),Rn=()=>({points:T,widths:C,opacities:D,colorIndices:b});return he(),bt(),r&&r.length>1&&rt(r),{clear:re,destroy:De,draw:Be,getPoints:We,setPoints:rt,getData:Rn,getBuffer:Qt,getStyle:nn,setStyle:pn}},OM="1.16.0",FM=`
precision mediump float;

uniform sampler2D texture;

varying vec2 uv;

void main () {
  gl_FragColor = texture2D(texture, uv);
}
`,UM=`
precision mediump float;

uniform mat4 modelViewProjection;

attribute vec2 position;

varying vec2 uv;

void main () {
  uv = position;
  gl_Position = modelViewProjection * vec4(-1.0 + 2.0 * uv.x, 1.0 - 2.0 * uv.y, 0, 1);
}
`,Ya="auto",BM=0,Jm=1,kM=2,av=3,zM=4,GM=Float32Array.BYTES_PER_ELEMENT,Mv=["OES_texture_float","OES_element_index_uint","WEBGL_color_buffer_float","EXT_float_blend"],ov={color:[0,0,0,0],depth:1},Ih="panZoom",Ev="lasso",vg="rotate",lv=[Ih,Ev,vg],VM=Ih,HM={cubicIn:Yb,cubicInOut:xv,cubicOut:qb,linear:$b,quadIn:Zb,quadInOut:Kb,quadOut:jb},cv=xv,Xa="continuous",Gu="categorical",uv=[Xa,Gu],xg="deselect",bg="lassoEnd",WM=[xg,bg],fv=3,XM=[0,.666666667,1,1],YM=2,qM=!1,$M=10,ZM=3,KM=bg,jM=!1,Lh=750,Dh=500,Nh=100,Oh=250,JM=24,Mg="lasso",Fh="rotate",Uh="merge",Bh="remove",QM=[Mg,Fh,Uh,Bh],kh="alt",Eg="cmd",Tv="ctrl",Av="meta",Tg="shift",eE=[kh,Eg,Tv,Av,Tg],tE={[Bh]:kh,[Fh]:kh,[Mg]:Tg,[Uh]:Eg},nE=1,iE=Ya,rE=Ya,sE=1,Qm=1,aE="asinh",oE=6,lE=2,cE=2,eg=null,uE=null,fE=2,hE=2,tg=null,dE=null,ng=null,pE=.66,mE=1,ig=null,gE=.15,_E=25,vE=1,xE=1,Uu=null,yE=[.66,.66,.66,mE],SE=[0,.55,1,1],bE=[1,1,1,1],ME=[0,0,0,1],rg=null,EE=[.66,.66,.66,.2],TE=[0,.55,1,1],AE=[1,1,1,1],wE=[1,1,1,.5],CE=1,RE=1e3,PE=[0,0],IE=1,LE=0,DE=new Float32Array([1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]),NE="IMAGE_LOAD_ERROR",OE=null,FE=!1,UE=[1,1,1,.5],BE=!0,kE=!0,zE=!1,GE=100,VE=1/500,HE="auto",WE=!1,XE=200,YE=500,wv=new Set(["z","valueZ","valueA","value1","category"]),Cv=new Set(["w","valueW","valueB","value2","value"]),Ag=15e3,qE=void 0,$E=!1,ZE=.5,KE=!1,jE="lasso",Rv=Symbol("SKIP_DEPRECATION_VALUE_TRANSLATION"),hv="Points have not been drawn",sg="The instance was already destroyed",JE="Ignoring draw call as the previous draw call has not yet finished. To avoid this warning `await` the draw call.";var Pv=()=>{let n=[Int8Array,Uint8Array,Uint8ClampedArray,Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array],e=1,t=8;class i{static from(u){if(!(u instanceof ArrayBuffer))throw new Error("Data must be an instance of ArrayBuffer.");let[h,f]=new Uint8Array(u,0,2);if(h!==219)throw new Error("Data does not appear to be in a KDBush format.");let p=f>>4;if(p!==e)throw new Error(`Got v${p} data when expected v${e}.`);let v=n[f&15];if(!v)throw new Error("Unrecognized array type.");let[M]=new Uint16Array(u,2,1),[m]=new Uint32Array(u,4,1);return new i(m,M,v,u)}constructor(u,h=64,f=Float64Array,p){if(isNaN(u)||u<0)throw new Error(`Unexpected numItems value: ${u}.`);this.numItems=+u,this.nodeSize=Math.min(Math.max(+h,2),65535),this.ArrayType=f,this.IndexArrayType=u<65536?Uint16Array:Uint32Array;let v=n.indexOf(this.ArrayType),M=u*2*this.ArrayType.BYTES_PER_ELEMENT,m=u*this.IndexArrayType.BYTES_PER_ELEMENT,g=(8-m%8)%8;if(v<0)throw new Error(`Unexpected typed array class: ${f}.`);p&&p instanceof ArrayBuffer?(this.data=p,this.ids=new this.IndexArrayType(this.data,t,u),this.coords=new this.ArrayType(this.data,t+m+g,u*2),this._pos=u*2,this._finished=!0):(this.data=new ArrayBuffer(t+M+m+g),this.ids=new this.IndexArrayType(this.data,t,u),this.coords=new this.ArrayType(this.data,t+m+g,u*2),this._pos=0,this._finished=!1,new Uint8Array(this.data,0,2).set([219,(e<<4)+v]),new Uint16Array(this.data,2,1)[0]=h,new Uint32Array(this.data,4,1)[0]=u)}add(u,h){let f=this._pos>>1;return this.ids[f]=f,this.coords[this._pos++]=u,this.coords[this._pos++]=h,f}finish(){let u=this._pos>>1;if(u!==this.numItems)throw new Error(`Added ${u} items when expected ${this.numItems}.`);return r(this.ids,this.coords,this.nodeSize,0,this.numItems-1,0),this._finished=!0,this}range(u,h,f,p){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:v,coords:M,nodeSize:m}=this,g=[0,v.length-1,0],S=[];for(;g.length;){let T=g.pop()||0,b=g.pop()||0,D=g.pop()||0;if(b-D<=m){for(let j=D;j<=b;j++){let W=M[2*j],H=M[2*j+1];W>=u&&W<=f&&H>=h&&H<=p&&S.push(v[j])}continue}let C=D+b>>1,x=M[2*C],A=M[2*C+1];x>=u&&x<=f&&A>=h&&A<=p&&S.push(v[C]),(T===0?u<=x:h<=A)&&(g.push(D),g.push(C-1),g.push(1-T)),(T===0?f>=x:p>=A)&&(g.push(C+1),g.push(b),g.push(1-T))}return S}within(u,h,f){if(!this._finished)throw new Error("Data not yet indexed - call index.finish().");let{ids:p,coords:v,nodeSize:M}=this,m=[0,p.length-1,0],g=[],S=f*f;for(;m.length;){let T=m.pop()||0,b=m.pop()||0,D=m.pop()||0;if(b-D<=M){for(let j=D;j<=b;j++)c(v[2*j],v[2*j+1],u,h)<=S&&g.push(p[j]);continue}let C=D+b>>1,x=v[2*C],A=v[2*C+1];c(x,A,u,h)<=S&&g.push(p[C]),(T===0?u-f<=x:h-f<=A)&&(m.push(D),m.push(C-1),m.push(1-T)),(T===0?u+f>=x:h+f>=A)&&(m.push(C+1),m.push(b),m.push(1-T))}return g}}function r(l,u,h,f,p,v){if(p-f<=h)return;let M=f+p>>1;s(l,u,M,f,p,v),r(l,u,h,f,M-1,1-v),r(l,u,h,M+1,p,1-v)}function s(l,u,h,f,p,v){for(;p>f;){if(p-f>600){let S=p-f+1,T=h-f+1,b=Math.log(S),D=.5*Math.exp(2*b/3),C=.5*Math.sqrt(b*D*(S-D)/S)*(T-S/2<0?-1:1),x=Math.max(f,Math.floor(h-T*D/S+C)),A=Math.min(p,Math.floor(h+(S-T)*D/S+C));s(l,u,h,x,A,v)}let M=u[2*h+v],m=f,g=p;for(a(l,u,f,h),u[2*p+v]>M&&a(l,u,f,p);m<g;){for(a(l,u,m,g),m++,g--;u[2*m+v]<M;)m++;for(;u[2*g+v]>M;)g--}u[2*f+v]===M?a(l,u,f,g):(g++,a(l,u,g,p)),g<=h&&(f=g+1),h<=g&&(p=g-1)}}function a(l,u,h,f){o(l,h,f),o(u,2*h,2*f),o(u,2*h+1,2*f+1)}function o(l,u,h){let f=l[u];l[u]=l[h],l[h]=f}function c(l,u,h,f){let p=l-h,v=u-f;return p*p+v*v}return i},QE=()=>{addEventListener("message",n=>{let e=n.data.points;e.length===0&&self.postMessage({error:new Error("Invalid point data")});let t=new KDBush(e.length,n.data.nodeSize);for(let[i,r]of e)t.add(i,r);t.finish(),postMessage(t.data,[t.data])})},ag=Pv(),eT=1e6,tT=n=>{let e=Pv.toString(),t=n.toString(),i=`const createKDBushClass = ${e};KDBush = createKDBushClass();const createWorker = ${t};createWorker();`,r=new Blob([i],{type:"text/javascript"}),s=URL.createObjectURL(r),a=new Worker(s,{name:"KDBush"});return URL.revokeObjectURL(s),a},nT=(n,e={nodeSize:16,useWorker:void 0})=>new Promise((t,i)=>{if(n instanceof ArrayBuffer)t(ag.from(n));else if((n.length<eT||e.useWorker===!1)&&e.useWorker!==!0){let r=new ag(n.length,e.nodeSize);for(let s of n)r.add(s[0],s[1]);r.finish(),t(r)}else{let r=tT(QE);r.onmessage=s=>{s.data.error?i(s.data.error):t(ag.from(s.data)),r.terminate()},r.postMessage({points:n,nodeSize:e.nodeSize})}}),iT=!0,rT=8,sT=2,aT="freeform",oT=24,lT=2500,cT=250,uT=(n,e,t)=>(1-n)*e+t,fT=(n,e)=>`${n}ms ease-out mainIn ${e}ms 1 normal forwards`,hT=(n,e)=>`${n}ms ease-out effectIn ${e}ms 1 normal forwards`,dT=(n,e)=>`${n}ms linear leftSpinIn ${e}ms 1 normal forwards`,pT=(n,e)=>`${n}ms linear rightSpinIn ${e}ms 1 normal forwards`,mT=(n,e)=>`${n}ms linear circleIn ${e}ms 1 normal forwards`,gT=(n,e,t)=>`
  @keyframes mainIn {
    0% {
      color: ${e};
      opacity: 0;
    }
    0%, ${n}% {
      color: ${e};
      opacity: 1;
    }
    100% {
      color: ${t};
      opacity: 0.8;
    }
  }
`,_T=(n,e,t,i)=>`
  @keyframes effectIn {
    0%, ${n}% {
      opacity: ${t};
      transform: scale(${i});
    }
    ${e}% {
      opacity: 0.66;
      transform: scale(1.5);
    }
    99% {
      opacity: 0;
      transform: scale(2);
    }
    100% {
      opacity: 0;
      transform: scale(0);
    }
  }
`,vT=(n,e,t)=>`
  @keyframes circleIn {
    0% {
      clip-path: ${e};
      opacity: ${t};
    }
    ${n}% {
      clip-path: ${e};
      opacity: 1;
    }
    ${n+.01}%, 100% {
      clip-path: inset(0);
      opacity: 1;
    }
  }
`,xT=(n,e)=>`
  @keyframes leftSpinIn {
    0% {
      transform: rotate(${e}deg);
    }
    ${n}%, 100% {
      transform: rotate(360deg);
    }
  }
`,yT=(n,e)=>`
  @keyframes rightSpinIn {
    0% {
      transform: rotate(${e}deg);
    }
    ${n}%, 100% {
      transform: rotate(180deg);
    }
  }
`,ST=({time:n=Lh,extraTime:e=Dh,delay:t=Nh,currentColor:i,targetColor:r,effectOpacity:s,effectScale:a,circleLeftRotation:o,circleRightRotation:c,circleClipPath:l,circleOpacity:u})=>{let h=o/360,f=uT(h,n,e),p=Math.round((1-h)*n/f*100),v=Math.round(p/2),M=p+(100-p)/4;return{rules:{main:gT(p,i,r),effect:_T(p,M,s,a),circleRight:yT(v,c),circleLeft:xT(p,o),circle:vT(v,l,u)},names:{main:fT(f,t),effect:hT(f,t),circleLeft:dT(f,t),circleRight:pT(f,t),circle:mT(f,t)}}},bT=n=>`${n}ms linear mainOut 0s 1 normal forwards`,MT=n=>`${n}ms linear effectOut 0s 1 normal forwards`,ET=n=>`${n}ms linear leftSpinOut 0s 1 normal forwards`,TT=n=>`${n}ms linear rightSpinOut 0s 1 normal forwards`,AT=n=>`${n}ms linear circleOut 0s 1 normal forwards`,wT=(n,e)=>`
  @keyframes mainOut {
    0% {
      color: ${n};
    }
    100% {
      color: ${e};
    }
  }
`,CT=(n,e)=>`
  @keyframes effectOut {
    0% {
      opacity: ${n};
      transform: scale(${e});
    }
    99% {
      opacity: 0;
      transform: scale(${e+.5});
    }
    100% {
      opacity: 0;
      transform: scale(0);
    }
  }
`,RT=(n,e)=>`
  @keyframes rightSpinOut {
    0%, ${n}% {
      transform: rotate(${e}deg);
    }
    100% {
      transform: rotate(0deg);
    }
`,PT=n=>`
  @keyframes leftSpinOut {
    0% {
      transform: rotate(${n}deg);
    }
    100% {
      transform: rotate(0deg);
    }
  }
`,IT=(n,e,t)=>`
  @keyframes circleOut {
    0%, ${n}% {
      clip-path: ${e};
      opacity: ${t};
    }
    ${n+.01}% {
      clip-path: inset(0 0 0 50%);
      opacity: ${t};
    }
    100% {
      clip-path: inset(0 0 0 50%);
      opacity: 0;
    }
  }
`,LT=({time:n=Oh,currentColor:e,targetColor:t,effectOpacity:i,effectScale:r,circleLeftRotation:s,circleRightRotation:a,circleClipPath:o,circleOpacity:c})=>{let l=s/360,u=l*n,h=Math.min(100,l*100),f=h>50?Math.round((1-50/h)*100):0;return{rules:{main:wT(e,t),effect:CT(i,r),circleRight:RT(f,a),circleLeft:PT(s),circle:IT(f,o,c)},names:{main:bT(u),effect:MT(u),circleRight:ET(u),circleLeft:TT(u),circle:AT(u)}}},DT=()=>{let n=document.createElement("div"),e=Math.random().toString(36).substring(2,5)+Math.random().toString(36).substring(2,5);n.id=`lasso-long-press-${e}`,n.style.position="fixed",n.style.width="1.25rem",n.style.height="1.25rem",n.style.pointerEvents="none",n.style.transform="translate(-50%,-50%)";let t=document.createElement("div");t.style.position="absolute",t.style.top=0,t.style.left=0,t.style.width="1.25rem",t.style.height="1.25rem",t.style.clipPath="inset(0px 0px 0px 50%)",t.style.opacity=0,n.appendChild(t);let i=document.createElement("div");i.style.position="absolute",i.style.top=0,i.style.left=0,i.style.width="0.8rem",i.style.height="0.8rem",i.style.border="0.2rem solid currentcolor",i.style.borderRadius="0.8rem",i.style.clipPath="inset(0px 50% 0px 0px)",i.style.transform="rotate(0deg)",t.appendChild(i);let r=document.createElement("div");r.style.position="absolute",r.style.top=0,r.style.left=0,r.style.width="0.8rem",r.style.height="0.8rem",r.style.border="0.2rem solid currentcolor",r.style.borderRadius="0.8rem",r.style.clipPath="inset(0px 50% 0px 0px)",r.style.transform="rotate(0deg)",t.appendChild(r);let s=document.createElement("div");return s.style.position="absolute",s.style.top=0,s.style.left=0,s.style.width="1.25rem",s.style.height="1.25rem",s.style.borderRadius="1.25rem",s.style.background="currentcolor",s.style.transform="scale(0)",s.style.opacity=0,n.appendChild(s),{longPress:n,longPressCircle:t,longPressCircleLeft:i,longPressCircleRight:r,longPressEffect:s}},NT=(n,e,t)=>{if(n.length===0)return 0;if(n.length===1)return n[0];let i=2**(-1/e),r=Math.max(0,n.length-t),s=n.slice(r),a=0,o=0,c=0;for(let l=s.length-1;l>=0;l--){let u=s.length-1-l,h=i**u;a+=s[l][0]*h,o+=s[l][1]*h,c+=h}return[a/c,o/c]},Ko=(n,e=null)=>n===null?e:n,og,Iv=()=>{if(!og){let n=document.createElement("style");document.head.appendChild(n),og=n.sheet}return og},Qs=n=>{let e=Iv(),t=e.rules.length;return e.insertRule(n,t),t},ea=n=>{Iv().deleteRule(n)},OT=`${lT}ms ease scaleInFadeOut 0s 1 normal backwards`,FT=(n,e,t)=>`
@keyframes scaleInFadeOut {
  0% {
    opacity: ${n};
    transform: translate(-50%,-50%) scale(${e}) rotate(${t}deg);
  }
  10% {
    opacity: 1;
    transform: translate(-50%,-50%) scale(1) rotate(${t+20}deg);
  }
  100% {
    opacity: 0;
    transform: translate(-50%,-50%) scale(0.9) rotate(${t+60}deg);
  }
}
`,lg=null,UT=`${cT}ms ease fadeScaleOut 0s 1 normal backwards`,BT=(n,e,t)=>`
@keyframes fadeScaleOut {
  0% {
    opacity: ${n};
    transform: translate(-50%,-50%) scale(${e}) rotate(${t}deg);
  }
  100% {
    opacity: 0;
    transform: translate(-50%,-50%) scale(0) rotate(${t}deg);
  }
}
`,cg=null,Lv=(n,{onDraw:e=qa,onStart:t=qa,onEnd:i=qa,enableInitiator:r=iT,initiatorParentElement:s=document.body,longPressIndicatorParentElement:a=document.body,minDelay:o=rT,minDist:c=sT,pointNorm:l=qa,type:u=aT,brushSize:h=oT}={})=>{let f=r,p=s,v=a,M=e,m=t,g=i,S=o,T=c,b=l,D=u,C=h,x=document.createElement("div"),A=Math.random().toString(36).substring(2,5)+Math.random().toString(36).substring(2,5);x.id=`lasso-initiator-${A}`,x.style.position="fixed",x.style.display="flex",x.style.justifyContent="center",x.style.alignItems="center",x.style.zIndex=99,x.style.width="4rem",x.style.height="4rem",x.style.borderRadius="4rem",x.style.opacity=.5,x.style.transform="translate(-50%,-50%) scale(0) rotate(0deg)";let{longPress:j,longPressCircle:W,longPressCircleLeft:H,longPressCircleRight:te,longPressEffect:ee}=DT(),k=!1,ie=!1,pe=[],$=[],Oe=[],he=[],Se,re=!1,De=null,Be=null,ye=null,We=null,rt=null,bt=null,et=null,nn=null,pn=null,Qt=null,Rn=()=>{k=!1},ht=B=>{let{left:xe,top:me}=n.getBoundingClientRect();return[B.clientX-xe,B.clientY-me]};window.addEventListener("mouseup",Rn);let Ft=()=>{x.style.opacity=.5,x.style.transform="translate(-50%,-50%) scale(0) rotate(0deg)"},hn=(B,xe)=>{let me=getComputedStyle(B),Ge=+me.opacity,Xe=me.transform.match(/([0-9.-]+)+/g),qe=+Xe[0],ft=+Xe[1],Zt=Math.sqrt(qe*qe+ft*ft),Fe=Math.atan2(ft,qe)*(180/Math.PI);return Fe=xe&&Fe<=0?360+Fe:Fe,{opacity:Ge,scale:Zt,rotate:Fe}},en=B=>{if(!f||k)return;let xe=B.clientX,me=B.clientY;x.style.top=`${me}px`,x.style.left=`${xe}px`;let Ge=hn(x),Xe=Ge.opacity,qe=Ge.scale,ft=Ge.rotate;x.style.opacity=Xe,x.style.transform=`translate(-50%,-50%) scale(${qe}) rotate(${ft}deg)`,x.style.animation="none",vc().then(()=>{lg!==null&&ea(lg),lg=Qs(FT(Xe,qe,ft)),x.style.animation=OT,vc().then(()=>{Ft()})})},gn=()=>{let{opacity:B,scale:xe,rotate:me}=hn(x);x.style.opacity=B,x.style.transform=`translate(-50%,-50%) scale(${xe}) rotate(${me}deg)`,x.style.animation="none",vc(2).then(()=>{cg!==null&&ea(cg),cg=Qs(BT(B,xe,me)),x.style.animation=UT,vc().then(()=>{Ft()})})},_n=(B,xe,{time:me=Lh,extraTime:Ge=Dh,delay:Xe=Nh}={time:Lh,extraTime:Dh,delay:Nh})=>{re=!0;let qe=getComputedStyle(j);j.style.color=qe.color,j.style.top=`${xe}px`,j.style.left=`${B}px`,j.style.animation="none";let ft=getComputedStyle(W);W.style.clipPath=ft.clipPath,W.style.opacity=ft.opacity,W.style.animation="none";let Zt=hn(ee);ee.style.opacity=Zt.opacity,ee.style.transform=`scale(${Zt.scale})`,ee.style.animation="none";let Fe=hn(H);H.style.transform=`rotate(${Fe.rotate}deg)`,H.style.animation="none";let Rt=hn(te);te.style.transform=`rotate(${Rt.rotate}deg)`,te.style.animation="none",vc().then(()=>{if(!re)return;rt!==null&&ea(rt),We!==null&&ea(We),ye!==null&&ea(ye),Be!==null&&ea(Be),De!==null&&ea(De);let{rules:sn,names:ot}=ST({time:me,extraTime:Ge,delay:Xe,currentColor:qe.color||"currentcolor",targetColor:j.dataset.activeColor,effectOpacity:Zt.opacity||0,effectScale:Zt.scale||0,circleLeftRotation:Fe.rotate||0,circleRightRotation:Rt.rotate||0,circleClipPath:ft.clipPath||"inset(0 0 0 50%)",circleOpacity:ft.opacity||0});De=Qs(sn.main),Be=Qs(sn.effect),ye=Qs(sn.circleLeft),We=Qs(sn.circleRight),rt=Qs(sn.circle),j.style.animation=ot.main,ee.style.animation=ot.effect,H.style.animation=ot.circleLeft,te.style.animation=ot.circleRight,W.style.animation=ot.circle})},vi=({time:B=Oh}={time:Oh})=>{if(!re)return;re=!1;let xe=getComputedStyle(j);j.style.color=xe.color,j.style.animation="none";let me=getComputedStyle(W);W.style.clipPath=me.clipPath,W.style.opacity=me.opacity,W.style.animation="none";let Ge=hn(ee);ee.style.opacity=Ge.opacity,ee.style.transform=`scale(${Ge.scale})`,ee.style.animation="none";let Xe=me.clipPath.slice(-2,-1)==="x",qe=hn(H,Xe);H.style.transform=`rotate(${qe.rotate}deg)`,H.style.animation="none";let ft=hn(te);te.style.transform=`rotate(${ft.rotate}deg)`,te.style.animation="none",vc().then(()=>{Qt!==null&&ea(Qt),pn!==null&&ea(pn),nn!==null&&ea(nn),et!==null&&ea(et),bt!==null&&ea(bt);let{rules:Zt,names:Fe}=LT({time:B,currentColor:xe.color||"currentcolor",targetColor:j.dataset.color,effectOpacity:Ge.opacity||0,effectScale:Ge.scale||0,circleLeftRotation:qe.rotate||0,circleRightRotation:ft.rotate||0,circleClipPath:me.clipPath||"inset(0px)",circleOpacity:me.opacity||1});bt=Qs(Zt.main),et=Qs(Zt.effect),nn=Qs(Zt.circleLeft),pn=Qs(Zt.circleRight),Qt=Qs(Zt.circle),j.style.animation=Fe.main,ee.style.animation=Fe.effect,H.style.animation=Fe.circleLeft,te.style.animation=Fe.circleRight,W.style.animation=Fe.circle})},kn=()=>{M(pe,$)},I=B=>{pe.push(B),$.push(B[0],B[1])},ti=B=>{let[xe,me]=B,[Ge,Xe]=pe[0];pe[1]=[xe,Xe],pe[2]=[xe,me],pe[3]=[Ge,me],pe[4]=[Ge,Xe],$[2]=xe,$[3]=Xe,$[4]=xe,$[5]=me,$[6]=Ge,$[7]=me,$[8]=Ge,$[9]=Xe},ui=B=>{Oe.push(B)},K=()=>Math.abs(b([0,0])[0]-b([C/2,0])[0]),yt=(B,xe,me)=>{let[Ge,Xe]=B,[qe,ft]=xe,Zt=Ge-qe,Fe=Xe-ft,Rt=Jb([Zt,Fe]);return[+Fe/Rt*me,-Zt/Rt*me]},rn=B=>{let xe=Oe.at(-1),me=K(),[Ge,Xe]=yt(B,xe,me),qe=Oe.length;if(qe===1){let Fe=[xe[0]+Ge,xe[1]+Xe],Rt=[xe[0]-Ge,xe[1]-Xe];pe.push(Fe,Rt),$.push(Fe[0],Fe[1],Rt[0],Rt[1]),he.push([Ge,Xe])}else{[Ge,Xe]=yt(B,xe,me);let Fe=[...he,[Ge,Xe]];[Ge,Xe]=NT(Fe,1,10);let[Rt,sn]=he.at(-1),ot=(Ge+Rt)/2,mn=(Xe+sn)/2,ni=[xe[0]+ot,xe[1]+mn],Nn=[xe[0]-ot,xe[1]-mn];pe.splice(qe-1,2,ni,Nn),$.splice(2*(qe-1),4,ni[0],ni[1],Nn[0],Nn[1]),he.splice(qe,1,[ot,mn])}let ft=[B[0]+Ge,B[1]+Xe],Zt=[B[0]-Ge,B[1]-Xe];pe.splice(qe,0,ft,Zt),$.splice(2*qe,0,ft[0],ft[1],Zt[0],Zt[1]),Oe.push(B),he.push([Ge,Xe])},Mn=I,nt=I,St=B=>{if(Se)iM(B[0],B[1],Se[0],Se[1])>T&&(Se=B,Mn(b(B)),pe.length>1&&kn());else{ie||(ie=!0,m()),Se=B;let xe=b(B);nt(xe)}},Bt=yv(St,S,S),ln=(B,xe)=>{let me=ht(B);return xe?Bt(me):St(me)},F=()=>{pe=[],$=[],Oe=[],he=[],Se=void 0,kn()},E=B=>{en(B)},oe=()=>{k=!0,ie=!0,F(),m()},Ze=()=>{gn()},Ve=({merge:B=!1,remove:xe=!1}={})=>{ie=!1;let me=[...pe],Ge=[...$];return Bt.cancel(),F(),me.length>0&&g(me,Ge,{merge:B,remove:xe}),me},_t=B=>{switch(B){case"rectangle":{D=B,Mn=ti,nt=I;break}case"brush":{D=B,Mn=rn,nt=ui;break}default:{D="freeform",Mn=I,nt=I;break}}},pt=B=>{if(B==="onDraw")return M;if(B==="onStart")return m;if(B==="onEnd")return g;if(B==="enableInitiator")return f;if(B==="minDelay")return S;if(B==="minDist")return T;if(B==="pointNorm")return b;if(B==="type")return D;if(B==="brushSize")return C},Ne=({onDraw:B=null,onStart:xe=null,onEnd:me=null,enableInitiator:Ge=null,initiatorParentElement:Xe=null,longPressIndicatorParentElement:qe=null,minDelay:ft=null,minDist:Zt=null,pointNorm:Fe=null,type:Rt=null,brushSize:sn=null}={})=>{M=Ko(B,M),m=Ko(xe,m),g=Ko(me,g),f=Ko(Ge,f),S=Ko(ft,S),T=Ko(Zt,T),b=Ko(Fe,b),C=Ko(sn,C),Xe!==null&&Xe!==p&&(p.removeChild(x),Xe.appendChild(x),p=Xe),qe!==null&&qe!==v&&(v.removeChild(j),qe.appendChild(j),v=qe),f?(x.addEventListener("click",E),x.addEventListener("mousedown",oe),x.addEventListener("mouseleave",Ze)):(x.removeEventListener("mousedown",oe),x.removeEventListener("mouseleave",Ze)),Rt!==null&&_t(Rt)},ze=()=>{p.removeChild(x),v.removeChild(j),window.removeEventListener("mouseup",Rn),x.removeEventListener("click",E),x.removeEventListener("mousedown",oe),x.removeEventListener("mouseleave",Ze)},Ce=()=>B=>Sg(B,{clear:F,destroy:ze,end:Ve,extend:ln,get:pt,set:Ne,showInitiator:en,hideInitiator:gn,showLongPressIndicator:_n,hideLongPressIndicator:vi});return p.appendChild(x),v.appendChild(j),Ne({onDraw:M,onStart:m,onEnd:g,enableInitiator:f,initiatorParentElement:p,type:D,brushSize:C}),tM(tv("initiator",x),tv("longPressIndicator",j),Ce(),nM(Lv))({})},kT=`
precision highp float;

uniform float antiAliasing;

varying vec4 color;
varying float finalPointSize;

float linearstep(float edge0, float edge1, float x) {
  return clamp((x - edge0) / (edge1 - edge0), 0.0, 1.0);
}

void main() {
  vec2 c = gl_PointCoord * 2.0 - 1.0;
  float sdf = length(c) * finalPointSize;
  float alpha = linearstep(finalPointSize + antiAliasing, finalPointSize - antiAliasing, sdf);

  gl_FragColor = vec4(color.rgb, alpha * color.a);
}
`,zT=n=>`
precision highp float;

uniform sampler2D colorTex;
uniform float colorTexRes;
uniform float colorTexEps;
uniform sampler2D stateTex;
uniform float stateTexRes;
uniform float stateTexEps;
uniform float devicePixelRatio;
uniform sampler2D encodingTex;
uniform float encodingTexRes;
uniform float encodingTexEps;
uniform float pointSizeExtra;
uniform float pointOpacityMax;
uniform float pointOpacityScale;
uniform float numPoints;
uniform float globalState;
uniform float isColoredByZ;
uniform float isColoredByW;
uniform float isOpacityByZ;
uniform float isOpacityByW;
uniform float isOpacityByDensity;
uniform float isSizedByZ;
uniform float isSizedByW;
uniform float isPixelAligned;
uniform float colorMultiplicator;
uniform float opacityMultiplicator;
uniform float opacityDensity;
uniform float sizeMultiplicator;
uniform float numColorStates;
uniform float pointScale;
uniform float drawingBufferWidth;
uniform float drawingBufferHeight;
uniform mat4 modelViewProjection;

attribute vec2 stateIndex;

varying vec4 color;
varying float finalPointSize;

void main() {
  vec4 state = texture2D(stateTex, stateIndex);

  if (isPixelAligned < 0.5) {
    gl_Position = modelViewProjection * vec4(state.x, state.y, 0.0, 1.0);
  } else {
    vec4 clipSpacePosition = modelViewProjection * vec4(state.x, state.y, 0.0, 1.0);
    vec2 ndcPosition = clipSpacePosition.xy / clipSpacePosition.w;
    vec2 pixelPos = 0.5 * (ndcPosition + 1.0) * vec2(drawingBufferWidth, drawingBufferHeight);
    pixelPos = floor(pixelPos + 0.5); // Snap to nearest pixel
    vec2 snappedPosition = (pixelPos / vec2(drawingBufferWidth, drawingBufferHeight)) * 2.0 - 1.0;
    gl_Position = vec4(snappedPosition, 0.0, 1.0);
  }


  // Determine color index
  float colorIndexZ =  isColoredByZ * floor(state.z * colorMultiplicator);
  float colorIndexW =  isColoredByW * floor(state.w * colorMultiplicator);

  // Multiply by the number of color states per color
  // I.e., normal, active, hover, background, etc.
  float colorIndex = (colorIndexZ + colorIndexW) * numColorStates;

  // Half a "pixel" or "texel" in texture coordinates
  float colorLinearIndex = colorIndex + globalState;

  // Need to add cEps here to avoid floating point issue that can lead to
  // dramatic changes in which color is loaded as floor(3/2.9999) = 1 but
  // floor(3/3.0001) = 0!
  float colorRowIndex = floor((colorLinearIndex + colorTexEps) / colorTexRes);

  vec2 colorTexIndex = vec2(
    (colorLinearIndex / colorTexRes) - colorRowIndex + colorTexEps,
    colorRowIndex / colorTexRes + colorTexEps
  );

  color = texture2D(colorTex, colorTexIndex);

  // Retrieve point size
  float pointSizeIndexZ = isSizedByZ * floor(state.z * sizeMultiplicator);
  float pointSizeIndexW = isSizedByW * floor(state.w * sizeMultiplicator);
  float pointSizeIndex = pointSizeIndexZ + pointSizeIndexW;

  float pointSizeRowIndex = floor((pointSizeIndex + encodingTexEps) / encodingTexRes);
  vec2 pointSizeTexIndex = vec2(
    (pointSizeIndex / encodingTexRes) - pointSizeRowIndex + encodingTexEps,
    pointSizeRowIndex / encodingTexRes + encodingTexEps
  );
  float pointSize = texture2D(encodingTex, pointSizeTexIndex).x;

  // Retrieve opacity
  ${n===3?"":`
        if (isOpacityByDensity < 0.5) {
          float opacityIndexZ = isOpacityByZ * floor(state.z * opacityMultiplicator);
          float opacityIndexW = isOpacityByW * floor(state.w * opacityMultiplicator);
          float opacityIndex = opacityIndexZ + opacityIndexW;

          float opacityRowIndex = floor((opacityIndex + encodingTexEps) / encodingTexRes);
          vec2 opacityTexIndex = vec2(
            (opacityIndex / encodingTexRes) - opacityRowIndex + encodingTexEps,
            opacityRowIndex / encodingTexRes + encodingTexEps
          );
          color.a = texture2D(encodingTex, opacityTexIndex)[${1+n}];
        } else {
          color.a = min(1.0, opacityDensity + globalState);
        }
      `}

  color.a = min(pointOpacityMax, color.a) * pointOpacityScale;
  finalPointSize = (pointSize * pointScale) + pointSizeExtra;
  gl_PointSize = finalPointSize;
}
`,GT=`precision highp float;

varying vec4 color;

void main() {
  gl_FragColor = color;
}
`,VT=`precision highp float;

uniform sampler2D startStateTex;
uniform sampler2D endStateTex;
uniform float t;

varying vec2 particleTextureIndex;

void main() {
  // Interpolate x, y, and value
  vec3 start = texture2D(startStateTex, particleTextureIndex).xyw;
  vec3 end = texture2D(endStateTex, particleTextureIndex).xyw;
  vec3 curr = start * (1.0 - t) + end * t;

  // The category cannot be interpolated
  float endCategory = texture2D(endStateTex, particleTextureIndex).z;

  gl_FragColor = vec4(curr.xy, endCategory, curr.z);
}`,HT=`precision highp float;

attribute vec2 position;
varying vec2 particleTextureIndex;

void main() {
  // map normalized device coords to texture coords
  particleTextureIndex = 0.5 * (1.0 + position);

  gl_Position = vec4(position, 0, 1);
}`,WT=(n,e)=>n?Mv.reduce((t,i)=>n.hasExtension(i)?t:(e||console.warn(`WebGL: ${i} extension not supported. Scatterplot might not render properly`),!1),!0):!1,XT=n=>{let e=n.getContext("webgl",{antialias:!0,preserveDrawingBuffer:!0}),t=[];for(let i of Mv)e.getExtension(i)?t.push(i):console.warn(`WebGL: ${i} extension not supported. Scatterplot might not render properly`);return(0,vv.default)({gl:e,extensions:t})},ug=(n,e,t,i)=>Math.sqrt((n-t)**2+(e-i)**2),YT=n=>{let e=Number.POSITIVE_INFINITY,t=Number.NEGATIVE_INFINITY,i=Number.POSITIVE_INFINITY,r=Number.NEGATIVE_INFINITY;for(let s=0;s<n.length;s+=2)e=n[s]<e?n[s]:e,t=n[s]>t?n[s]:t,i=n[s+1]<i?n[s+1]:i,r=n[s+1]>r?n[s+1]:r;return[e,i,t,r]},qT=([n,e,t,i])=>Number.isFinite(n)&&Number.isFinite(e)&&Number.isFinite(t)&&Number.isFinite(i)&&t-n>0&&i-e>0,$T=/^#?([a-f\d])([a-f\d])([a-f\d])$/i,ZT=(n,e=!1)=>n.replace($T,(t,i,r,s)=>`#${i}${i}${r}${r}${s}${s}`).substring(1).match(/.{2}/g).map(t=>Number.parseInt(t,16)/255**e),jo=(n,e,{minLength:t=0}={})=>Array.isArray(n)&&n.length>=t&&n.every(e),Jo=n=>!Number.isNaN(+n)&&+n>=0,Ch=n=>!Number.isNaN(+n)&&+n>0,fg=(n,e)=>t=>n.indexOf(t)>=0?t:e,KT=(n,e=!1,t=Ag)=>new Promise((i,r)=>{let s=new Image;e&&(s.crossOrigin="anonymous"),s.src=n,s.onload=()=>{i(s)};let a=()=>{r(new Error(NE))};s.onerror=a,setTimeout(a,t)}),dv=(n,e,t=Ag)=>new Promise((i,r)=>{KT(e,e.indexOf(window.location.origin)!==0&&e.indexOf("base64")===-1,t).then(s=>{i(n.texture(s))}).catch(s=>{r(s)})}),jT=(n,e=!1)=>[...ZT(n,e),255**!e],JT=/(^#[0-9A-F]{6}$)|(^#[0-9A-F]{3}$)/i,QT=n=>JT.test(n),eA=n=>n>=0&&n<=1,zh=n=>Array.isArray(n)&&n.every(eA);function pv(n,e,t,i,r,s){return(t-n)*(s-e)-(r-n)*(i-e)}var tA=(n,[e,t]=[])=>{let i=0;for(let r=0,s=n.length-2;r<n.length;r+=2){let a=n[r],o=n[r+1],c=n[s],l=n[s+1];o<=t?l>t&&pv(a,o,c,l,e,t)>0&&i++:l<=t&&pv(a,o,c,l,e,t)<0&&i--,s=r}return i!==0},yg=n=>typeof n=="string"||n instanceof String,nA=n=>Number.isInteger(n)&&n>=0&&n<=255,Dv=n=>Array.isArray(n)&&n.every(nA),iA=n=>n.length===3&&(zh(n)||Dv(n)),rA=n=>n.length===4&&(zh(n)||Dv(n)),Qo=n=>Array.isArray(n)&&n.length>0&&(Array.isArray(n[0])||yg(n[0])),sA=(n,e)=>!(Array.isArray(n)&&Array.isArray(e))||n.length!==e.length?!1:n.length===0?!0:Array.isArray(n[0])&&Array.isArray(e[0])?n.every(([t,i,r,s],a)=>{let[o,c,l,u]=e[a];return t===o&&i===c&&r===l&&s===u}):!1,Bu=(n,e)=>n>e?n:e,mv=(n,e)=>n<e?n:e,is=(n,e)=>{if(rA(n)){let t=zh(n);return e&&t||!(e||t)?n:e&&!t?n.map(i=>i/255):n.map(i=>i*255)}if(iA(n)){let t=255**!e,i=zh(n);return e&&i||!(e||i)?[...n,t]:e&&!i?[...n.map(r=>r/255),t]:[...n.map(r=>r*255),t]}return QT(n)?jT(n,e):(console.warn("Only HEX, RGB, and RGBA are handled by this function. Returning white instead."),e?[1,1,1,1]:[255,255,255,255])},aA=n=>Object.entries(n).reduce((e,[t,i])=>(e[i]?e[i]=[...e[i],t]:e[i]=t,e),{}),gv=n=>.21*n[0]+.72*n[1]+.07*n[2],oA=(n,e,t)=>Math.min(t,Math.max(e,n)),lA=n=>new Promise((e,t)=>{if(!n||Array.isArray(n))e(n);else{let i=Array.isArray(n.x)||ArrayBuffer.isView(n.x)?n.x.length:0,r=(Array.isArray(n.x)||ArrayBuffer.isView(n.x))&&(h=>n.x[h]),s=(Array.isArray(n.y)||ArrayBuffer.isView(n.y))&&(h=>n.y[h]),a=(Array.isArray(n.line)||ArrayBuffer.isView(n.line))&&(h=>n.line[h]),o=(Array.isArray(n.lineOrder)||ArrayBuffer.isView(n.lineOrder))&&(h=>n.lineOrder[h]),c=Object.keys(n),l=(()=>{let h=c.find(f=>wv.has(f));return h&&(Array.isArray(n[h])||ArrayBuffer.isView(n[h]))&&(f=>n[h][f])})(),u=(()=>{let h=c.find(f=>Cv.has(f));return h&&(Array.isArray(n[h])||ArrayBuffer.isView(n[h]))&&(f=>n[h][f])})();r&&s&&l&&u&&a&&o?e(n.x.map((h,f)=>[h,s(f),l(f),u(f),a(f),o(f)])):r&&s&&l&&u&&a?e(Array.from({length:i},(h,f)=>[r(f),s(f),l(f),u(f),a(f)])):r&&s&&l&&u?e(Array.from({length:i},(h,f)=>[r(f),s(f),l(f),u(f)])):r&&s&&l?e(Array.from({length:i},(h,f)=>[r(f),s(f),l(f)])):r&&s?e(Array.from({length:i},(h,f)=>[r(f),s(f)])):t(new Error("You need to specify at least x and y"))}}),cA=n=>Number.isFinite(n.y)&&!("x"in n),uA=n=>Number.isFinite(n.x)&&!("y"in n),fA=n=>Number.isFinite(n.x)&&Number.isFinite(n.y)&&Number.isFinite(n.width)&&Number.isFinite(n.height),hA=n=>Number.isFinite(n.x1)&&Number.isFinite(n.y1)&&Number.isFinite(n.x2)&&Number.isFinite(n.x2),dA=n=>"vertices"in n&&n.vertices.length>1,pA=n=>{if(!Array.isArray(n)||n.length<3)return!1;for(let e of n)if(!Array.isArray(e)||e.length!==2||typeof e[0]!="number"||typeof e[1]!="number")return!1;return!0},mA=n=>{let e=[...n],t=n.at(0),i=n.at(-1);return(t[0]!==i[0]||t[1]!==i[1])&&e.push(t),e},_v=n=>{let e=n.length;for(let t=1;t<e;t++){let i=n[t],r=t-1;for(;r>-1&&i<n[r];)n[r+1]=n[r],r--;n[r+1]=i}return n},gA=(n={})=>{let{regl:e,canvas:t=document.createElement("canvas"),gamma:i=sE}=n,r=!1;e||(e=XT(t));let s=WT(e),a=[t.width,t.height],o=e.framebuffer({width:a[0],height:a[1],colorFormat:"rgba",colorType:"float"}),c=e({vert:`
      precision highp float;
      attribute vec2 xy;
      void main () {
        gl_Position = vec4(xy, 0, 1);
      }`,frag:`
      precision highp float;
      uniform vec2 srcRes;
      uniform sampler2D src;
      uniform float gamma;

      vec3 approxLinearToSRGB (vec3 rgb, float gamma) {
        return pow(clamp(rgb, vec3(0), vec3(1)), vec3(1.0 / gamma));
      }

      void main () {
        vec4 color = texture2D(src, gl_FragCoord.xy / srcRes);
        gl_FragColor = vec4(approxLinearToSRGB(color.rgb, gamma), color.a);
      }`,attributes:{xy:[-4,-4,4,-4,0,4]},uniforms:{src:()=>o,srcRes:()=>a,gamma:()=>i},count:3,depth:{enable:!1},blend:{enable:!0,func:{srcRGB:"one",srcAlpha:"one",dstRGB:"one minus src alpha",dstAlpha:"one minus src alpha"}}}),l=S=>{let T=S.getContext("2d");T.clearRect(0,0,S.width,S.height),T.drawImage(t,(t.width-S.width)/2,(t.height-S.height)/2,S.width,S.height,0,0,S.width,S.height)},u=(S,T)=>{e.clear(ov),o.use(()=>{e.clear(ov),S()}),c(),l(T)},h=()=>{e.poll()},f=new Set,p=S=>(f.add(S),()=>{f.delete(S)}),v=e.frame(()=>{let S=f.values(),T=S.next();for(;!T.done;)T.value(),T=S.next()}),M=(S,T)=>{let b=S===void 0?Math.min(window.innerWidth,window.screen.availWidth):S,D=T===void 0?Math.min(window.innerHeight,window.screen.availHeight):T;t.width=b*window.devicePixelRatio,t.height=D*window.devicePixelRatio,a[0]=t.width,a[1]=t.height,o.resize(...a)},m=()=>{M()};return n.canvas||(window.addEventListener("resize",m),window.addEventListener("orientationchange",m),M()),{get canvas(){return t},get regl(){return e},get gamma(){return i},set gamma(S){i=+S},get isSupported(){return s},get isDestroyed(){return r},render:u,resize:M,onFrame:p,refresh:h,destroy:()=>{r=!0,window.removeEventListener("resize",m),window.removeEventListener("orientationchange",m),v.cancel(),t=void 0,e.destroy(),e=void 0}}},_A=function(){let e=(l,u,h,f,p)=>{let v=(f-u)*.5,M=(p-h)*.5;return(2*h-2*f+v+M)*l*l*l+(-3*h+3*f-2*v-M)*l*l+v*l+h},t=(l,u,h)=>{let f=h*l,p=Math.floor(f),v=f-p,M=u[Math.max(0,p-1)],m=u[p],g=u[Math.min(h,p+1)],S=u[Math.min(h,p+2)];return[e(v,M[0],m[0],g[0],S[0]),e(v,M[1],m[1],g[1],S[1])]},i=(l,u,h,f)=>(l-h)**2+(u-f)**2;let r=(l,u,h)=>{let f=u[0],p=u[1],v=h[0]-f,M=h[1]-p;if(v!==0||M!==0){let m=((l[0]-f)*v+(l[1]-p)*M)/(v*v+M*M);m>1?(f=h[0],p=h[1]):m>0&&(f+=v*m,p+=M*m)}return v=l[0]-f,M=l[1]-p,v*v+M*M};let s=(l,u,h,f,p)=>{let v=f,M;for(let m=u+1;m<h;m++){let g=r(l[m],l[u],l[h]);g>v&&(M=m,v=g)}v>f&&(M-u>1&&s(l,u,M,f,p),p.push(l[M]),h-M>1&&s(l,M,h,f,p))};let a=(l,u)=>{let h=l.length-1,f=[l[0]];return s(l,0,h,u,f),f.push(l[h]),f},o=(l,{maxIntPointsPerSegment:u=100,tolerance:h=.002}={})=>{let f=l.length,p=f-1,v=p*u+1,M=h**2,m=[],g;for(let S=0;S<f-1;S++){let T=[l[S].slice(0,2)];g=l[S];for(let b=1;b<u;b++){let D=(S*u+b)/v,C=t(D,l,p);i(g[0],g[1],C[0],C[1])>M&&(T.push(C),g=C)}T.push(l[S+1]),T=a(T,M),m=m.concat(T.slice(0,T.length-1))}return m.push(l[l.length-1].slice(0,2)),m.flat()},c=l=>{let u={},h=!Number.isNaN(+l[0][5]);return l.forEach(f=>{let p=f[4];u[p]||(u[p]=[]),h?u[p][f[5]]=f:u[p].push(f)}),Object.entries(u).forEach(f=>{u[f[0]]=f[1].filter(p=>p),u[f[0]].reference=f[1][0]}),u};self.onmessage=function(u){u.data.points&&+u.data.points.length||self.postMessage({error:new Error("No points provided")}),u.data.points;let f=c(u.data.points);self.postMessage({points:Object.entries(f).reduce((p,v)=>(p[v[0]]=o(v[1],u.data.options),p[v[0]].reference=v[1].reference,p),{})})}},vA=(n,e={tolerance:.002,maxIntPointsPerSegment:100})=>new Promise((t,i)=>{let r=rM(_A);r.onmessage=s=>{s.data.error?i(s.data.error):t(s.data.points),r.terminate()},r.postMessage({points:n,options:e})}),hg={showRecticle:{replacement:"showReticle",removalVersion:"2",translation:qa},recticleColor:{replacement:"reticleColor",removalVersion:"2",translation:qa},keyMap:{replacement:"actionKeyMap",removalVersion:"2",translation:aA}},dg=n=>{let e=Object.keys(n).filter(t=>hg[t]);for(let t of e){let{replacement:i,removalVersion:r,translation:s}=hg[t];console.warn(`regl-scatterplot: the "${t}" property is deprecated and will be removed in v${r}. Please use "${i}" instead.`),n[hg[t].replacement]=n[t]!==Rv?s(n[t]):n[t],delete n[t]}return n},ta=(n,e,{allowSegment:t=!1,allowDensity:i=!1,allowInherit:r=!1}={})=>wv.has(n)?"valueZ":Cv.has(n)?"valueW":n==="segment"?t?"segment":e:n==="density"?i?"density":e:n==="inherit"&&r?"inherit":e,pg=n=>{switch(n){case"valueZ":return 2;case"valueW":return 3;default:return null}},xA=(n={})=>{let e=J_({async:!n.syncEvents,caseInsensitive:!0}),t=new Float32Array(16),i=new Float32Array(16),r=[0,0];dg(n);let{renderer:s,antiAliasing:a=ZE,pixelAligned:o=KE,backgroundColor:c=ME,backgroundImage:l=OE,canvas:u=document.createElement("canvas"),colorBy:h=Uu,deselectOnDblClick:f=BE,deselectOnEscape:p=kE,lassoColor:v=XM,lassoLineWidth:M=YM,lassoMinDelay:m=$M,lassoMinDist:g=ZM,lassoClearEvent:S=KM,lassoInitiator:T=qM,lassoInitiatorParentElement:b=document.body,lassoLongPressIndicatorParentElement:D=document.body,lassoOnLongPress:C=jM,lassoLongPressTime:x=Lh,lassoLongPressAfterEffectTime:A=Dh,lassoLongPressEffectDelay:j=Nh,lassoLongPressRevertEffectTime:W=Oh,lassoType:H=jE,lassoBrushSize:te=JM,actionKeyMap:ee=tE,mouseMode:k=VM,showReticle:ie=FE,reticleColor:pe=UE,pointColor:$=yE,pointColorActive:Oe=SE,pointColorHover:he=bE,showPointConnections:Se=zE,pointConnectionColor:re=EE,pointConnectionColorActive:De=TE,pointConnectionColorHover:Be=AE,pointConnectionColorBy:ye=rg,pointConnectionOpacity:We=dE,pointConnectionOpacityBy:rt=ng,pointConnectionOpacityActive:bt=pE,pointConnectionSize:et=fE,pointConnectionSizeActive:nn=hE,pointConnectionSizeBy:pn=tg,pointConnectionMaxIntPointsPerSegment:Qt=GE,pointConnectionTolerance:Rn=VE,pointSize:ht=oE,pointSizeSelected:Ft=lE,pointSizeMouseDetection:hn=HE,pointOutlineWidth:en=cE,opacity:gn=Ya,opacityBy:_n=ig,opacityByDensityFill:vi=gE,opacityInactiveMax:kn=vE,opacityInactiveScale:I=xE,sizeBy:ti=eg,pointOrder:ui=uE,pointScaleMode:K=aE,height:yt=rE,width:rn=iE,annotationLineColor:Mn=wE,annotationLineWidth:nt=CE,annotationHVLineLimit:St=RE,cameraIsFixed:Bt=$E}=n,ln=rn===Ya?1:rn,F=yt===Ya?1:yt,{performanceMode:E=WE,opacityByDensityDebounceTime:oe=_E,spatialIndexUseWorker:Ze=qE}=n,Ve=!!(n.renderPointsAsSquares||E),_t=!!(n.disableAlphaBlending||E);k=fg(lv,Ih)(k),s||(s=gA({regl:n.regl,gamma:n.gamma})),c=is(c,!0),v=is(v,!0),pe=is(pe,!0);let pt=!1,Ne=!1,ze=gv(c),Ce,B,xe,me=!1,Ge=null,Xe=[0,0],qe=-1,ft=[],Zt=new Set,Fe=new Set,Rt=!1,sn=new Set,ot=[],mn=0,ni=0,Nn=!1,vs=[],Ws,oa,la=n.aspectRatio||nE,qr,Or,br,Fr,Hi,Li,Ci,Ri,$r,rr,Zr,Cs,ca=!1,Jn=!0,Ur=!1,Rs;$=Qo($)?[...$]:[$],Oe=Qo(Oe)?[...Oe]:[Oe],he=Qo(he)?[...he]:[he],$=$.map(d=>is(d,!0)),Oe=Oe.map(d=>is(d,!0)),he=he.map(d=>is(d,!0)),gn=!Array.isArray(gn)&&Number.isNaN(+gn)?$[0][3]:gn,gn=jo(gn,Jo,{minLength:1})?[...gn]:[gn],ht=jo(ht,Jo,{minLength:1})?[...ht]:[ht];let R=Qm/ht[0];re==="inherit"?re=[...$]:(re=Qo(re)?[...re]:[re],re=re.map(d=>is(d,!0))),De==="inherit"?De=[...Oe]:(De=Qo(De)?[...De]:[De],De=De.map(d=>is(d,!0))),Be==="inherit"?Be=[...he]:(Be=Qo(Be)?[...Be]:[Be],Be=Be.map(d=>is(d,!0))),We==="inherit"?We=[...gn]:We=jo(We,Jo,{minLength:1})?[...We]:[We],et==="inherit"?et=[...ht]:et=jo(et,Jo,{minLength:1})?[...et]:[et],h=ta(h,Uu),_n=ta(_n,ig,{allowDensity:!0}),ti=ta(ti,eg),ye=ta(ye,rg,{allowSegment:!0,allowInherit:!0}),rt=ta(rt,ng,{allowSegment:!0}),pn=ta(pn,tg,{allowSegment:!0});let ne,we,_e,Ee,Mt=0,Ht=0,Tt,Xt,un,yn=null,Ln=null,on,zn,gi,ii,Zn=!1,Oi=null,cn,ri,Pn=ie,er,Pi=0,Mr,mr=0,Hr=!1,En=!1,xi=!1,Wi=!1,Kn=Gu,Ei=Gu,Qn,Ps=!1,cr=n.xScale||null,zi=n.yScale||null,ua=0,fa=0,gr=0,xs=0;cr&&(ua=cr.domain()[0],fa=cr.domain()[1]-cr.domain()[0],cr.range([0,ln])),zi&&(gr=zi.domain()[0],xs=zi.domain()[1]-zi.domain()[0],zi.range([F,0]));let vl=d=>-1+d/ln*2,Ia=d=>1+d/F*-2,Xs=()=>[vl(r[0]),Ia(r[1])],Er=(d,O)=>{let ce=[d,O,1,1],Pe=mg(t,ds(t,qr,ds(t,Ce.view,br)));return ku(ce,ce,Pe),ce.slice(0,2)},Co=(d=0)=>{let O=Yi(),Pe=(Zr[1]-Cs[1])/u.height;return($r*O+d)*Pe},Ro=()=>Rt?ot.filter((d,O)=>sn.has(O)):ot,pi=(d,O,ce,Pe)=>{let tt=Ws.range(d,O,ce,Pe);return Rt?tt.filter(zt=>sn.has(zt)):tt},yi=()=>{let[d,O]=Xs(),[ce,Pe]=Er(d,O),tt=Co(4),zt=pi(ce-tt,Pe-tt,ce+tt,Pe+tt),Vt=tt,Nt=-1;for(let gt of zt){let[Dn,tr]=ot[gt],ar=ug(Dn,tr,ce,Pe);ar<Vt&&(Vt=ar,Nt=gt)}return Nt},Tr=(d,O)=>{vs=d,B.setPoints(O),e.publish("lassoExtend",{coordinates:d})},Ki=d=>{let O=YT(d);if(!qT(O))return[];let ce=pi(...O),Pe=[];for(let tt of ce)tA(d,ot[tt])&&Pe.push(tt);return Pe},Gi=()=>{vs=[],B&&B.clear()},Fi=d=>d&&d.length>4,fi=(d,O)=>{if(Li||!Se||!Fi(ot[d[0]]))return;let ce=O===0,Pe=O===1?Nt=>Fe.add(Nt):qa,tt=Object.keys(d.reduce((Nt,gt)=>{let Dn=ot[gt],ar=Array.isArray(Dn[4])?Dn[4][0]:Dn[4];return Nt[ar]=!0,Nt},{})),zt=Fr.getData().opacities,Vt=tt.filter(Nt=>!Fe.has(+Nt));for(let Nt of Vt){let gt=Hi[Nt][0],Dn=Hi[Nt][2],tr=Hi[Nt][3],ar=gt*4+tr*2,lo=ar+Dn*2+4;zt.__original__===void 0&&(zt.__original__=zt.slice());for(let js=ar;js<lo;js++)zt[js]=ce?zt.__original__[js]:bt;Pe(Nt)}Fr.getBuffer().opacities.subdata(zt,0)},Kr=d=>[d%Mt/Mt+Ht,Math.floor(d/Mt)/Mt+Ht],Po=d=>Rt&&!sn.has(d),Io=({preventEvent:d=!1}={})=>{S===xg&&Gi(),ft.length>0&&(d||e.publish("deselect"),Fe.clear(),fi(ft,0),ft=[],Zt.clear(),Jn=!0)},Ys=d=>{if(!(cr&&zi))return console.warn("xScale and yScale must be defined for programmatic lasso selection"),null;let O=[];for(let[ce,Pe]of d){let tt=(ce-ua)/fa,zt=(Pe-gr)/xs,Vt=tt*2-1,Nt=zt*2-1,[gt,Dn]=Er(Vt,Nt);O.push(gt,Dn)}return O},Ar=(d,{merge:O=!1,remove:ce=!1,preventEvent:Pe=!1}={})=>{let tt=Array.isArray(d)?d:[d],zt=[...ft];if(O){if(ft=eM(ft,tt),zt.length===ft.length){Jn=!0;return}}else if(ce){let Nt=new Set(tt);if(ft=ft.filter(gt=>!Nt.has(gt)),zt.length===ft.length){Jn=!0;return}}else{if(ft?.length>0&&fi(ft,0),zt.length>0&&tt.length===0){Io({preventEvent:Pe});return}ft=tt}if($m(zt,ft)){Jn=!0;return}let Vt=[];Zt.clear(),Fe.clear();for(let Nt=ft.length-1;Nt>=0;Nt--){let gt=ft[Nt];if(gt<0||gt>=mn||Po(gt)){ft.splice(Nt,1);continue}Zt.add(gt),Vt.push.apply(Vt,Kr(gt))}Xt({usage:"dynamic",type:"float",data:Vt}),fi(ft,1),Pe||e.publish("select",{points:ft}),Jn=!0},ou=(d,{merge:O=!1,remove:ce=!1,isGl:Pe=!1}={})=>{if(!pA(d))throw new Error("Lasso selection requires at least 3 vertices as [x, y] coordinate pairs");let tt=mA(d),zt,Vt;if(Pe)zt=tt,Vt=tt.flat();else{if(Vt=Ys(tt),!Vt)throw new Error("xScale and yScale must be defined to convert lasso vertices from data space to GL space");zt=[];for(let Nt=0;Nt<Vt.length;Nt+=2)zt.push([Vt[Nt],Vt[Nt+1]])}Br(zt,Vt,{merge:O,remove:ce})},jr=(d,{showReticleOnce:O=!1,preventEvent:ce=!1}={})=>{let Pe=!1;if(!(Rt&&!sn.has(d))&&d>=0&&d<mn){Pe=!0;let zt=Qn,Vt=d!==Qn;+zt>=0&&Vt&&!Zt.has(zt)&&fi([zt],0),Qn=d,un.subdata(Kr(d)),Zt.has(d)||fi([d],2),Vt&&!ce&&e.publish("pointover",Qn)}else Pe=+Qn>=0,Pe&&(Zt.has(Qn)||fi([Qn],0),ce||e.publish("pointout",Qn)),Qn=void 0;Pe&&(Jn=!0,Ur=O)},xl=d=>{let O=u.getBoundingClientRect();return r[0]=d.clientX-O.left,r[1]=d.clientY-O.top,[...r]},lu=()=>{Ce.config({isFixed:!0}),me=!0,Nn=!0,Gi(),qe>=0&&(clearTimeout(qe),qe=-1),e.publish("lassoStart")},Br=(d,O,{merge:ce=!1,remove:Pe=!1}={})=>{Ce.config({isFixed:Bt}),vs=[...d];let tt=Ki(O);Ar(tt,{merge:ce,remove:Pe}),e.publish("lassoEnd",{coordinates:vs}),S===bg&&Gi()},hi=Lv(u,{onStart:lu,onDraw:Tr,onEnd:Br,enableInitiator:T,initiatorParentElement:b,longPressIndicatorParentElement:D,pointNorm:([d,O])=>Er(vl(d),Ia(O)),minDelay:m,minDist:H==="brush"?Math.max(fv,g):g,type:H}),Jr=()=>k===Ev,ls=(d,O)=>{switch(ee[O]){case kh:return d.altKey;case Eg:return d.metaKey;case Tv:return d.ctrlKey;case Av:return d.metaKey;case Tg:return d.shiftKey;default:return!1}},La=d=>document.elementsFromPoint(d.clientX,d.clientY).some(O=>O===u),Qr=d=>{!En||d.buttons!==1||(me=!0,Ge=performance.now(),Xe=xl(d),Nn=Jr()||ls(d,Mg),!Nn&&C&&(hi.showLongPressIndicator(d.clientX,d.clientY,{time:x,extraTime:A,delay:j}),qe=setTimeout(()=>{qe=-1,Nn=!0},x)))},Is=d=>{En&&(me=!1,qe>=0&&(clearTimeout(qe),qe=-1),Nn&&(d.preventDefault(),Nn=!1,hi.end({merge:ls(d,Uh),remove:ls(d,Bh)})),C&&hi.hideLongPressIndicator({time:W}))},to=d=>{if(!En)return;d.preventDefault();let O=xl(d);if(ug(...O,...Xe)>=g)return;let ce=performance.now()-Ge;if(!T||ce<YE){let Pe=yi();Pe>=0?(ft.length>0&&S===xg&&Gi(),Ar([Pe],{merge:ls(d,Uh),remove:ls(d,Bh)})):rr||(rr=setTimeout(()=>{rr=null,hi.showInitiator(d)},XE))}},yl=d=>{hi.hideInitiator(),rr&&(clearTimeout(rr),rr=null),f&&(d.preventDefault(),Io())},Da=d=>{if(Wi||(Ps=La(d),Wi=!0),!(En&&(Ps||me)))return;let O=xl(d),Pe=ug(...O,...Xe)>=g;Ps&&!Nn&&jr(yi()),Nn?(d.preventDefault(),hi.extend(d,!0)):me&&C&&Pe&&hi.hideLongPressIndicator({time:W}),qe>=0&&Pe&&(clearTimeout(qe),qe=-1),me&&(Jn=!0)},Na=()=>{Qn=void 0,Ps=!1,Wi=!1,En&&(+Qn>=0&&!Zt.has(Qn)&&fi([Qn],0),Is(),Jn=!0)},Lo=()=>{let d=Math.max(ht.length,gn.length);mr=Math.max(2,Math.ceil(Math.sqrt(d)));let O=new Float32Array(mr**2*4);for(let ce=0;ce<d;ce++){O[ce*4]=ht[ce]||0,O[ce*4+1]=Math.min(1,gn[ce]||0);let Pe=Number((Oe[ce]||Oe[0])[3]);O[ce*4+2]=Math.min(1,Number.isNaN(Pe)?1:Pe);let tt=Number((he[ce]||he[0])[3]);O[ce*4+3]=Math.min(1,Number.isNaN(tt)?1:tt)}return s.regl.texture({data:O,shape:[mr,mr,4],type:"float"})},no=(d=$,O=Oe,ce=he)=>{let Pe=d.length,tt=O.length,zt=ce.length,Vt=[];if(Pe===tt&&tt===zt)for(let Nt=0;Nt<Pe;Nt++)Vt.push(d[Nt],O[Nt],ce[Nt],c);else for(let Nt=0;Nt<Pe;Nt++){let gt=[d[Nt][0],d[Nt][1],d[Nt][2],1],Dn=h===Uu?O[0]:gt,tr=h===Uu?ce[0]:gt;Vt.push(d[Nt],Dn,tr,c)}return Vt},Sl=()=>{let d=no(),O=d.length;Pi=Math.max(2,Math.ceil(Math.sqrt(O)));let ce=new Float32Array(Pi**2*4);return d.forEach((Pe,tt)=>{ce[tt*4]=Pe[0],ce[tt*4+1]=Pe[1],ce[tt*4+2]=Pe[2],ce[tt*4+3]=Pe[3]}),s.regl.texture({data:ce,shape:[Pi,Pi,4],type:"float"})},qs=(d,O)=>{Or[0]=d/oa,Or[5]=O},si=()=>{oa=ln/F,qr=Rh([],[1/oa,1,1]),Or=Rh([],[1/oa,1,1]),br=Rh([],[la,1,1])},Oa=d=>{+d<=0||(la=d)},Do=(d,O)=>ce=>{if(!ce||ce.length===0)return;let tt=[...d()],zt=Qo(ce)?ce:[ce];if(zt=zt.map(Vt=>is(Vt,!0)),!sA(tt,zt)){er&&er.destroy();try{O(zt),er=Sl()}catch{console.error("Invalid colors. Switching back to default colors."),O(tt),er=Sl()}}},es=Do(()=>$,d=>{$=d}),io=Do(()=>Oe,d=>{Oe=d}),Fa=Do(()=>he,d=>{he=d}),$s=()=>{let d=Er(-1,-1),O=Er(1,1),ce=(d[0]+1)/2,Pe=(O[0]+1)/2,tt=(d[1]+1)/2,zt=(O[1]+1)/2,Vt=[ua+ce*fa,ua+Pe*fa],Nt=[gr+tt*xs,gr+zt*xs];return[Vt,Nt]},cs=()=>{if(!(cr||zi))return;let[d,O]=$s();cr&&cr.domain(d),zi&&zi.domain(O)},ha=(d,O)=>{F=Math.max(1,d),u.height=Math.floor(F*window.devicePixelRatio),zi&&(zi.range([F,0]),O||cs())},Zs=d=>{if(d===Ya){yt=d,u.style.height="100%",window.requestAnimationFrame(()=>{u&&ha(u.getBoundingClientRect().height)});return}!+d||+d<=0||(yt=+d,ha(yt),u.style.height=`${yt}px`)},da=()=>{$r=hn,hn===Ya&&($r=Array.isArray(ht)?Qb(ht):ht)},ro=d=>{let O=Array.isArray(ht)?[...ht]:ht;jo(d,Jo,{minLength:1})?ht=[...d]:Ch(+d)&&(ht=[+d]),!(O===ht||$m(O,ht))&&(Mr&&Mr.destroy(),R=Qm/ht[0],Mr=Lo(),da())},bl=d=>{!+d||+d<0||(Ft=+d)},Ml=d=>{!+d||+d<0||(en=+d)},No=(d,O)=>{ln=Math.max(1,d),u.width=Math.floor(ln*window.devicePixelRatio),cr&&(cr.range([0,ln]),O||cs())},Ks=d=>{if(d===Ya){rn=d,u.style.width="100%",window.requestAnimationFrame(()=>{u&&No(u.getBoundingClientRect().width)});return}!+d||+d<=0||(rn=+d,No(rn),u.style.width=`${ln}px`)},Oo=d=>{let O=Array.isArray(gn)?[...gn]:gn;jo(d,Jo,{minLength:1})?gn=[...d]:Ch(+d)&&(gn=[+d]),!(O===gn||$m(O,gn))&&(Mr&&Mr.destroy(),Mr=Lo())},ji=d=>{switch(d){case"valueZ":return Kn;case"valueW":return Ei;default:return null}},Ua=(d,O)=>d===Xa?ce=>Math.round(ce*(O.length-1)):qa,Ui=d=>{h=ta(d,Uu)},Fo=d=>{_n=ta(d,ig,{allowDensity:!0})},so=d=>{ti=ta(d,eg)},ys=d=>{if(d==null)ui=null;else if(Array.isArray(d))ui=d;else return;if(En)if(za(),Rt){let O=[];if(yn!==null)for(let ce=0;ce<yn.length;ce++)sn.has(yn[ce])&&O.push.apply(O,Kr(yn[ce]));else{let ce=_v([...sn]);for(let Pe of ce)O.push.apply(O,Kr(Pe))}Tt.subdata(O)}else Tt.subdata(tc(mn))},El=d=>{ye=ta(d,rg,{allowSegment:!0,allowInherit:!0})},Tl=d=>{rt=ta(d,ng,{allowSegment:!0})},ao=d=>{pn=ta(d,tg,{allowSegment:!0})},y=()=>a,w=()=>[u.width,u.height],G=()=>l,X=()=>er,ae=()=>Pi,Ae=()=>.5/Pi,Ke=()=>window.devicePixelRatio,mt=()=>Tt,wt=()=>Xt,Kt=()=>Mr,tn=()=>mr,fn=()=>.5/mr,Cn=()=>0,di=()=>_e||ne,ai=()=>Mt,Yn=()=>.5/Mt,An=()=>Or,vn=()=>Ce.view,Si=()=>br,Di=()=>ds(i,Or,ds(i,Ce.view,br)),Xi=()=>window.devicePixelRatio,mi=()=>Bu(R,Ce.scaling[0])*window.devicePixelRatio,Ii=()=>Ce.scaling[0]>1?Math.asinh(Bu(1,Ce.scaling[0]))/Math.asinh(1)*window.devicePixelRatio:Bu(R,Ce.scaling[0])*window.devicePixelRatio,Yi=Ii;K==="linear"?Yi=mi:K==="constant"&&(Yi=Xi);let ur=()=>Rt?sn.size:mn,sr=()=>ft.length,us=()=>sr()>0?kn:1,Wr=()=>sr()>0?I:1,Xr=()=>+(h==="valueZ"),ts=()=>+(h==="valueW"),fs=()=>+(_n==="valueZ"),Ss=()=>+(_n==="valueW"),wr=()=>+(_n==="density"),Yr=()=>+(ti==="valueZ"),pa=()=>+(ti==="valueW"),_r=()=>+o,Ba=()=>h==="valueZ"?Kn===Xa?$.length-1:1:Ei===Xa?$.length-1:1,Jp=()=>_n==="valueZ"?Kn===Xa?gn.length-1:1:Ei===Xa?gn.length-1:1,ec=()=>ti==="valueZ"?Kn===Xa?ht.length-1:1:Ei===Xa?ht.length-1:1,bs=d=>{if(_n!=="density")return 1;let O=Yi(),ce=ht[0]*O,Pe=2/(2/Ce.view[0])*(2/(2/Ce.view[5])),tt=d.viewportHeight,zt=d.viewportWidth,Vt=vi*zt*tt/(ni*ce*ce)*mv(1,Pe);Vt*=Ve?1:1/(.25*Math.PI);let Nt=Bu(Qm,ce)+.5;return Vt*=(ce/Nt)**2,mv(1,Bu(0,Vt))},Uo=s.regl({framebuffer:()=>Ee,vert:HT,frag:VT,attributes:{position:[-4,0,4,4,4,-4]},uniforms:{startStateTex:()=>we,endStateTex:()=>ne,t:(d,O)=>O.t},count:3}),ka=(d,O,ce,Pe=BM,tt=us,zt=Wr)=>s.regl({frag:Ve?GT:kT,vert:zT(Pe),blend:{enable:!_t,func:{srcRGB:"src alpha",srcAlpha:"one",dstRGB:"one minus src alpha",dstAlpha:"one minus src alpha"}},depth:{enable:!1},attributes:{stateIndex:{buffer:ce,size:2}},uniforms:{antiAliasing:y,resolution:w,modelViewProjection:Di,devicePixelRatio:Ke,pointScale:()=>Yi(),encodingTex:Kt,encodingTexRes:tn,encodingTexEps:fn,pointOpacityMax:tt,pointOpacityScale:zt,pointSizeExtra:d,globalState:Pe,colorTex:X,colorTexRes:ae,colorTexEps:Ae,stateTex:di,stateTexRes:ai,stateTexEps:Yn,isColoredByZ:Xr,isColoredByW:ts,isOpacityByZ:fs,isOpacityByW:Ss,isOpacityByDensity:wr,isSizedByZ:Yr,isSizedByW:pa,isPixelAligned:_r,colorMultiplicator:Ba,opacityMultiplicator:Jp,opacityDensity:bs,sizeMultiplicator:ec,numColorStates:zM,drawingBufferWidth:Vt=>Vt.drawingBufferWidth,drawingBufferHeight:Vt=>Vt.drawingBufferHeight},count:O,primitive:"points"}),Of=ka(Cn,ur,mt),Ff=ka(Cn,()=>1,()=>un,kM,()=>1,()=>1),Uf=ka(()=>(Ft+en*2)*window.devicePixelRatio,sr,wt,Jm,()=>1,()=>1),Bf=ka(()=>(Ft+en)*window.devicePixelRatio,sr,wt,av,()=>1,()=>1),kf=ka(()=>Ft*window.devicePixelRatio,sr,wt,Jm,()=>1,()=>1),Qp=()=>{Uf(),Bf(),kf()},Bo=s.regl({frag:FM,vert:UM,attributes:{position:[0,1,0,0,1,0,0,1,1,1,1,0]},uniforms:{modelViewProjection:Di,texture:G},count:6}),vr=s.regl({vert:`
      precision mediump float;
      uniform mat4 modelViewProjection;
      attribute vec2 position;
      void main () {
        gl_Position = modelViewProjection * vec4(position, 0, 1);
      }`,frag:`
      precision mediump float;
      uniform vec4 color;
      void main () {
        gl_FragColor = vec4(color.rgb, 0.2);
      }`,depth:{enable:!1},blend:{enable:!0,func:{srcRGB:"src alpha",srcAlpha:"one",dstRGB:"one minus src alpha",dstAlpha:"one minus src alpha"}},attributes:{position:()=>vs},uniforms:{modelViewProjection:Di,color:()=>v},elements:()=>mM(B.getPoints())}),zf=()=>{if(!(Qn>=0))return;let[d,O]=ot[Qn].slice(0,2),ce=[d,O,0,1];ds(t,Or,ds(t,Ce.view,br)),ku(ce,ce,t),Ci.setPoints([-1,ce[1],1,ce[1]]),Ri.setPoints([ce[0],1,ce[0],-1]),Ci.draw(),Ri.draw(),ka(()=>(Ft+en*2)*window.devicePixelRatio,()=>1,un,Jm)(),ka(()=>(Ft+en)*window.devicePixelRatio,()=>1,un,av)()},Gf=d=>{let O=new Float32Array(d*2),ce=0;for(let Pe=0;Pe<d;++Pe){let tt=Kr(Pe);O[ce]=tt[0],O[ce+1]=tt[1],ce+=2}return O},za=()=>{if(ui===null){yn=null,Ln=null;return}let d=new Set,O=[];for(let Pe=0;Pe<ui.length;Pe++){let tt=ui[Pe];Number.isFinite(tt)&&tt>=0&&tt<mn&&!d.has(tt)&&(O.push(tt),d.add(tt))}for(let Pe=0;Pe<mn;Pe++)d.has(Pe)||O.push(Pe);yn=O,Ln=new Float32Array(O.length*2);let ce=0;for(let Pe=0;Pe<O.length;Pe++){let tt=Kr(O[Pe]);Ln[ce]=tt[0],Ln[ce+1]=tt[1],ce+=2}},tc=d=>Ln!==null?Ln:Gf(d),cu=(d,O={})=>{let ce=d.length;Mt=Math.max(2,Math.ceil(Math.sqrt(ce))),Ht=.5/Mt;let Pe=new Float32Array(Mt**2*4),tt=!0,zt=!0,Vt=0,Nt=0,gt=0;for(let Dn=0;Dn<ce;++Dn)Vt=Dn*4,Pe[Vt]=d[Dn][0],Pe[Vt+1]=d[Dn][1],Nt=d[Dn][2]||0,gt=d[Dn][3]||0,Pe[Vt+2]=Nt,Pe[Vt+3]=gt,tt&&=Number.isInteger(Nt),zt&&=Number.isInteger(gt);return O.z&&uv.includes(O.z)?Kn=O.z:Kn=tt?Gu:Xa,O.w&&uv.includes(O.w)?Ei=O.w:Ei=zt?Gu:Xa,s.regl.texture({data:Pe,shape:[Mt,Mt,4],type:"float"})},em=(d,O={})=>{if(!ne)return!1;if(Zn){let ce=we;we=_e,ce.destroy()}else we=ne;return _e=cu(d,O),Ee=s.regl.framebuffer({color:_e,depth:!1,stencil:!1}),ne=void 0,!0},tm=()=>!!(we&&_e),nm=()=>{we&&(we.destroy(),we=void 0),_e&&(_e.destroy(),_e=void 0)},Vf=(d,O={})=>new Promise(ce=>{En=!1;let Pe=O?.preventFilterReset&&d.length===mn,tt=mn;mn=d.length,ni=mn,tt>0&&mn!==tt&&(ui=null,yn=null,Ln=null),ne&&ne.destroy(),ne=cu(d,{z:O.zDataType,w:O.wDataType}),Pe||(za(),Tt({usage:"static",type:"float",data:tc(mn)})),nT(O.spatialIndex||d,{useWorker:Ze}).then(zt=>{Ws=zt,ot=d,En=!0}).then(ce)}),nc=(d,O)=>{on=Ce.target,zn=d,gi=Ce.distance[0],ii=O},Hf=()=>on!==void 0&&zn!==void 0&&gi!==void 0&&ii!==void 0,im=()=>{on=void 0,zn=void 0,gi=void 0,ii=void 0},Wf=d=>{let O=ye==="inherit"?h:ye;if(O==="segment"){let ce=re.length-1;return ce<1?[]:d.reduce((Pe,tt,zt)=>{let Vt=0,Nt=[];for(let Dn=2;Dn<tt.length;Dn+=2){let tr=Math.sqrt((tt[Dn-2]-tt[Dn])**2+(tt[Dn-1]-tt[Dn+1])**2);Nt.push(tr),Vt+=tr}Pe[zt]=[0];let gt=0;for(let Dn=0;Dn<tt.length/2-1;Dn++)gt+=Nt[Dn],Pe[zt].push(Math.floor(gt/Vt*ce)*4);return Pe},[])}if(O){let ce=pg(O),Pe=Ua(ji(O),ye==="inherit"?$:re);return Hi.reduce((tt,[zt,Vt])=>(tt[zt]=Pe(Vt[ce])*4,tt),[])}return new Array(Hi.length).fill(0)},Xf=()=>{let d=rt==="inherit"?_n:rt;if(d==="segment"){let O=We.length-1;return O<1?[]:Hi.reduce((ce,[Pe,tt,zt])=>(ce[Pe]=ev(zt,Vt=>We[Math.floor(Vt/(zt-1)*O)]),ce),[])}if(d){let O=pg(d),ce=rt==="inherit"?gn:We,Pe=Ua(ji(d),ce);return Hi.reduce((tt,[zt,Vt])=>(tt[zt]=ce[Pe(Vt[O])],tt),[])}},rm=()=>{let d=pn==="inherit"?ti:pn;if(d==="segment"){let O=et.length-1;return O<1?[]:Hi.reduce((ce,[Pe,tt,zt])=>(ce[Pe]=ev(zt,Vt=>et[Math.floor(Vt/(zt-1)*O)]),ce),[])}if(d){let O=pg(d),ce=pn==="inherit"?ht:et,Pe=Ua(ji(d),ce);return Hi.reduce((tt,[zt,Vt])=>(tt[zt]=ce[Pe(Vt[O])],tt),[])}},ic=d=>{Hi=[];let O=0;Object.keys(d).forEach((ce,Pe)=>{Hi[ce]=[Pe,d[ce].reference,d[ce].length/2,O],O+=d[ce].length/2})},Al=d=>new Promise(O=>{Fr.setPoints([]),d?.length>0?(Li=!0,vA(d,{maxIntPointsPerSegment:Qt,tolerance:Rn}).then(ce=>{ic(ce);let Pe=Object.values(ce);Fr.setPoints(Pe.length===1?Pe[0]:Pe,{colorIndices:Wf(Pe),opacities:Xf(),widths:rm()}),Li=!1,O()})):O()}),Ga=({preventEvent:d=!1}={})=>(Rt=!1,sn.clear(),Tt.subdata(tc(mn)),new Promise(O=>{let ce=()=>{e.subscribe("draw",()=>{d||e.publish("unfilter"),O()},1),Jn=!0};Se||Fi(ot[0])?Al(Ro()).then(()=>{d||e.publish("pointConnectionsDraw"),ce()}):ce()})),wl=(d,{preventEvent:O=!1}={})=>{Rt=!0,sn.clear();let ce=Array.isArray(d)?d:[d],Pe=[],tt=[],zt=[];for(let Nt of ce)!Number.isFinite(Nt)||Nt<0||Nt>=mn||(Pe.push(Nt),sn.add(Nt),Zt.has(Nt)&&zt.push(Nt));let Vt;if(yn!==null){Vt=[];for(let Nt=0;Nt<yn.length;Nt++)sn.has(yn[Nt])&&Vt.push(yn[Nt])}else Vt=_v([...Pe]);for(let Nt of Vt)tt.push.apply(tt,Kr(Nt));return Tt.subdata(tt),Ar(zt,{preventEvent:O}),sn.has(Qn)||jr(-1,{preventEvent:O}),new Promise(Nt=>{let gt=()=>{e.subscribe("draw",()=>{O||e.publish("filter",{points:Pe}),Nt()},1),Jn=!0};Se||Fi(ot[0])?Al(Ro()).then(()=>{O||e.publish("pointConnectionsDraw"),Ar(zt,{preventEvent:O}),gt()}):gt()})},uu=()=>pi(Cs[0],Cs[1],Zr[0],Zr[1]),Yf=yv(()=>{ni=uu().length},oe),qf=d=>{let[O,ce]=on,[Pe,tt]=zn,zt=1-d,Vt=O*zt+Pe*d,Nt=ce*zt+tt*d,gt=gi*zt+ii*d;Ce.lookAt([Vt,Nt],gt)},$f=()=>tm(),Zf=()=>Hf(),Kf=(d,O)=>{Oi||(Oi=performance.now());let ce=performance.now()-Oi,Pe=oA(O(ce/d),0,1);return $f()&&Uo({t:Pe}),Zf()&&qf(Pe),ce<d},jf=()=>{Zn=!1,Oi=null,cn=void 0,ri=void 0,ie=Pn,nm(),im(),e.publish("transitionEnd")},rc=({duration:d=500,easing:O=cv})=>{Zn&&e.publish("transitionEnd"),Zn=!0,Oi=null,cn=d,ri=yg(O)?HM[O]||cv:O,Pn=ie,ie=!1,e.publish("transitionStart")},Ls=(d,O={})=>Ne?Promise.reject(new Error(sg)):pt?Promise.reject(new Error(JE)):(pt=!0,lA(d).then(ce=>new Promise(Pe=>{if(Ne){Pe();return}let tt=!1;(!O.preventFilterReset||ce?.length!==mn)&&(Rt=!1,sn.clear());let zt=ce&&Fi(ce[0])&&(Se||O.showPointConnectionsOnce),{zDataType:Vt,wDataType:Nt}=O;new Promise(gt=>{ce?(O.transition&&(ce.length===mn?tt=em(ce,{z:Vt,w:Nt}):console.warn("Cannot transition! The number of points between the previous and current draw call must be identical.")),Vf(ce,{zDataType:Vt,wDataType:Nt,preventFilterReset:O.preventFilterReset,spatialIndex:O.spatialIndex}).then(()=>{O.hover!==void 0&&jr(O.hover,{preventEvent:!0}),O.select!==void 0&&Ar(O.select,{preventEvent:!0}),O.filter!==void 0&&wl(O.filter,{preventEvent:!0}),zt?Al(ce).then(()=>{e.publish("pointConnectionsDraw"),Jn=!0,Ur=O.showReticleOnce}).then(()=>Pe()):gt()})):gt()}).then(()=>{O.transition&&tt?(zt?Promise.all([new Promise(gt=>{e.subscribe("transitionEnd",()=>{Jn=!0,Ur=O.showReticleOnce,gt()},1)}),new Promise(gt=>{e.subscribe("pointConnectionsDraw",gt,1)})]).then(()=>Pe()):e.subscribe("transitionEnd",()=>{Jn=!0,Ur=O.showReticleOnce,Pe()},1),rc({duration:O.transitionDuration,easing:O.transitionEasing})):(zt?Promise.all([new Promise(gt=>{e.subscribe("draw",gt,1)}),new Promise(gt=>{e.subscribe("pointConnectionsDraw",gt,1)})]).then(()=>Pe()):e.subscribe("draw",()=>Pe(),1),Jn=!0,Ur=O.showReticleOnce)})}).finally(()=>{pt=!1}))),fu=d=>Ne?Promise.reject(new sg):(xi=!1,d.length===0?new Promise(O=>{xe.clear(),e.subscribe("draw",O,1),xi=!0,Jn=!0}):new Promise(O=>{let ce=[],Pe=new Map,tt=[],zt=[],Vt=-1,Nt=gt=>{zt.push(gt.lineWidth||nt);let Dn=is(gt.lineColor||Mn,!0),tr=`[${Dn.join(",")}]`;if(Pe.has(tr)){let{idx:ar}=Pe.get(tr);tt.push(ar)}else{let ar=++Vt;Pe.set(tr,{idx:ar,color:Dn}),tt.push(ar)}};for(let gt of d){if(cA(gt)){ce.push([gt.x1??-St,gt.y,gt.x2??St,gt.y]),Nt(gt);continue}if(uA(gt)){ce.push([gt.x,gt.y1??-St,gt.x,gt.y2??St]),Nt(gt);continue}if(hA(gt)){ce.push([gt.x1,gt.y1,gt.x2,gt.y1,gt.x2,gt.y2,gt.x1,gt.y2,gt.x1,gt.y1]),Nt(gt);continue}if(fA(gt)){ce.push([gt.x,gt.y,gt.x+gt.width,gt.y,gt.x+gt.width,gt.y+gt.height,gt.x,gt.y+gt.height,gt.x,gt.y]),Nt(gt);continue}dA(gt)&&(ce.push(gt.vertices.flatMap(qa)),Nt(gt))}xe.setStyle({color:Array.from(Pe.values()).sort((gt,Dn)=>gt.idx>Dn.idx?1:-1).map(({color:gt})=>gt)}),xe.setPoints(ce.length===1?ce.flat():ce,{colorIndices:tt,widths:zt}),e.subscribe("draw",O,1),xi=!0,Jn=!0})),Cl=d=>(...O)=>{let ce=d(...O);return Jn=!0,new Promise(Pe=>{e.subscribe("draw",()=>Pe(ce),1)})},ma=d=>{let O=Number.POSITIVE_INFINITY,ce=Number.NEGATIVE_INFINITY,Pe=Number.POSITIVE_INFINITY,tt=Number.NEGATIVE_INFINITY;for(let zt of d){let[Vt,Nt]=ot[zt];O=Math.min(O,Vt),ce=Math.max(ce,Vt),Pe=Math.min(Pe,Nt),tt=Math.max(tt,Nt)}return{x:O,y:Pe,width:ce-O,height:tt-Pe}},sc=(d,O={})=>new Promise(ce=>{let Pe=ku([],[d.x+d.width/2,d.y+d.height/2,0,0],br).slice(0,2),tt=2*Math.atan(1),zt=oa/la,Vt=d.height*zt>=d.width?d.height/2/Math.tan(tt/2):d.width/2/Math.tan(tt/2)/zt;O.transition?(Ce.config({isFixed:!0}),nc(Pe,Vt),e.subscribe("transitionEnd",()=>{ce(),Ce.config({isFixed:Bt})},1),rc({duration:O.transitionDuration,easing:O.transitionEasing})):(Ce.lookAt(Pe,Vt),e.subscribe("draw",ce,1),Jn=!0)}),oo=(d,O={})=>{if(!En)return Promise.reject(new Error(hv));let ce=ma(d),Pe=ce.x+ce.width/2,tt=ce.y+ce.height/2,zt=Co(),Vt=1+(O.padding||0),Nt=Math.max(ce.width,zt)*Vt,gt=Math.max(ce.height,zt)*Vt,Dn=Pe-Nt/2,tr=tt-gt/2;return sc({x:Dn,y:tr,width:Nt,height:gt},O)},Rl=(d,O,ce={})=>new Promise(Pe=>{ce.transition?(Ce.config({isFixed:!0}),nc(d,O),e.subscribe("transitionEnd",()=>{Pe(),Ce.config({isFixed:Bt})},1),rc({duration:ce.transitionDuration,easing:ce.transitionEasing})):(Ce.lookAt(d,O),e.subscribe("draw",Pe,1),Jn=!0)}),Jf=(d={})=>Rl([0,0],1,d),Qf=d=>{if(!En)throw new Error(hv);let O=ot[d];if(!O)return;let ce=[O[0],O[1],0,1];ds(t,qr,ds(t,Ce.view,br)),ku(ce,ce,t);let Pe=ln*(ce[0]+1)/2,tt=F*(.5-ce[1]/2);return[Pe,tt]},ac=()=>{Fr.setStyle({color:no(re,De,Be),opacity:We===null?null:We[0],width:et[0]})},hu=()=>{let d=Math.round(ze)>.5?0:255;hi.initiator.style.border=`1px dashed rgba(${d}, ${d}, ${d}, 0.33)`,hi.initiator.style.background=`rgba(${d}, ${d}, ${d}, 0.1)`},du=()=>{let d=Math.round(ze)>.5?0:255;hi.longPressIndicator.style.color=`rgb(${d}, ${d}, ${d})`,hi.longPressIndicator.dataset.color=`rgb(${d}, ${d}, ${d})`;let O=v.map(ce=>Math.round(ce*255));hi.longPressIndicator.dataset.activeColor=`rgb(${O[0]}, ${O[1]}, ${O[2]})`},am=d=>{d&&(c=is(d,!0),ze=gv(c),hu(),du())},om=d=>{d?yg(d)?dv(s.regl,d).then(O=>{l=O,Jn=!0,e.publish("backgroundImageReady")}).catch(()=>{console.error(`Count not create texture from ${d}`),l=null}):d._reglType==="texture2d"?l=d:l=null:l=null},lm=d=>{d>0&&Ce.lookAt(Ce.target,d,Ce.rotation)},cm=d=>{d!==null&&Ce.lookAt(Ce.target,Ce.distance[0],d)},um=d=>{d&&Ce.lookAt(d,Ce.distance[0],Ce.rotation)},eh=d=>{d&&Ce.setView(d)},fm=d=>{Bt=!!d,Ce.config({isFixed:Bt})},th=d=>{if(!d)return;v=is(d,!0),B.setStyle({color:v});let O=v.map(ce=>Math.round(ce*255));hi.longPressIndicator.dataset.activeColor=`rgb(${O[0]}, ${O[1]}, ${O[2]})`},nh=d=>{Number.isNaN(+d)||+d<1||(M=+d,B.setStyle({width:M}))},hm=d=>{+d&&(m=+d,hi.set({minDelay:m}))},dm=d=>{+d&&(g=+d,hi.set({minDist:g}))},pu=d=>{S=fg(WM,S)(d)},oc=d=>{T=!!d,hi.set({enableInitiator:T})},pm=d=>{b=d,hi.set({initiatorParentElement:b})},mm=d=>{D=d,hi.set({longPressIndicatorParentElement:D})},gm=d=>{C=!!d},_m=d=>{x=Number(d)},vm=d=>{A=Number(d)},ih=d=>{j=Number(d)},xm=d=>{W=Number(d)},ym=d=>{d==="brush"?hi.set({type:d,minDist:Math.max(fv,g)}):hi.set({type:d,minDist:g}),H=hi.get("type")},Sm=d=>{te=Number(d)||te,hi.set({brushSize:te})},bm=()=>{ee[Fh]?Ce.config({isRotate:!0,mouseDownMoveModKey:ee[Fh]}):Ce.config({isRotate:!1})},Mm=d=>{ee=Object.entries(d).reduce((O,[ce,Pe])=>(eE.includes(Pe)&&QM.includes(ce)&&(O[ce]=Pe),O),{}),bm()},ko=d=>{k=fg(lv,Ih)(d),Ce.config({defaultMouseDownMoveAction:k===vg?"rotate":"pan"})},Em=d=>{d!==null&&(ie=d)},Tm=d=>{d&&(pe=is(d,!0),Ci.setStyle({color:pe}),Ri.setStyle({color:pe}))},rh=d=>{d&&(cr=d,ua=d.domain()[0],fa=d?d.domain()[1]-d.domain()[0]:0,cr.range([0,ln]),cs())},lc=d=>{d&&(zi=d,gr=zi.domain()[0],xs=zi?zi.domain()[1]-zi.domain()[0]:0,zi.range([F,0]),cs())},sh=d=>{f=!!d},mu=d=>{p=!!d},Am=d=>{Se=!!d,Se?En&&Fi(ot[0])&&Al(Ro()).then(()=>{e.publish("pointConnectionsDraw"),Jn=!0}):Al()},cc=(d,O)=>ce=>{if(ce==="inherit")d([...O()]);else{let Pe=Qo(ce)?ce:[ce];d(Pe.map(tt=>is(tt,!0)))}ac()},wm=cc(d=>{re=d},()=>$),Cm=cc(d=>{De=d},()=>Oe),Rm=cc(d=>{Be=d},()=>he),Pm=d=>{jo(d,Jo,{minLength:1})&&(We=[...d]),Ch(+d)&&(We=[+d]),re=re.map(O=>(O[3]=Number.isNaN(+We[0])?O[3]:+We[0],O)),ac()},Im=d=>{!Number.isNaN(+d)&&+d&&(bt=+d)},Pl=d=>{jo(d,Jo,{minLength:1})&&(et=[...d]),Ch(+d)&&(et=[+d]),ac()},Lm=d=>{!Number.isNaN(+d)&&+d&&(nn=Math.max(0,d))},uc=d=>{Qt=Math.max(0,d)},Dm=d=>{Rn=Math.max(0,d)},zo=d=>{hn=d,da()},Go=d=>{switch(d){case"linear":{K=d,Yi=mi;break}case"constant":{K=d,Yi=Xi;break}default:{K="asinh",Yi=Ii;break}}},Nm=d=>{vi=+d},Vo=d=>{kn=+d},ah=d=>{I=+d},Ho=d=>{Mn=is(d)},gu=d=>{nt=+d},_u=d=>{St=+d},vu=d=>{s.gamma=d},Il=d=>{a=Number(d)||.5},Ll=d=>{o=!!d},fc=d=>{let[O]=Object.keys(dg({[d]:Rv}));if(O==="aspectRatio")return la;if(O==="background"||O==="backgroundColor")return c;if(O==="backgroundImage")return l;if(O==="camera")return Ce;if(O==="cameraTarget")return Ce.target;if(O==="cameraDistance")return Ce.distance[0];if(O==="cameraRotation")return Ce.rotation;if(O==="cameraView")return Ce.view;if(O==="cameraIsFixed")return Bt;if(O==="canvas")return u;if(O==="colorBy")return h;if(O==="sizeBy")return ti;if(O==="pointOrder")return ui!==null?[...ui]:null;if(O==="deselectOnDblClick")return f;if(O==="deselectOnEscape")return p;if(O==="height")return yt;if(O==="lassoColor")return v;if(O==="lassoLineWidth")return M;if(O==="lassoMinDelay")return m;if(O==="lassoMinDist")return g;if(O==="lassoClearEvent")return S;if(O==="lassoInitiator")return T;if(O==="lassoInitiatorElement")return hi.initiator;if(O==="lassoInitiatorParentElement")return b;if(O==="lassoLongPressIndicatorParentElement")return D;if(O==="lassoOnLongPress")return C;if(O==="lassoType")return H;if(O==="lassoBrushSize")return te;if(O==="mouseMode")return k;if(O==="opacity")return gn.length===1?gn[0]:gn;if(O==="opacityBy")return _n;if(O==="opacityByDensityFill")return vi;if(O==="opacityByDensityDebounceTime")return oe;if(O==="opacityInactiveMax")return kn;if(O==="opacityInactiveScale")return I;if(O==="points")return ot;if(O==="hoveredPoint")return Qn;if(O==="selectedPoints")return[...ft];if(O==="filteredPoints")return Rt?Array.from(sn):Array.from({length:ot.length},(ce,Pe)=>Pe);if(O==="pointsInView")return uu();if(O==="pointColor")return $.length===1?$[0]:$;if(O==="pointColorActive")return Oe.length===1?Oe[0]:Oe;if(O==="pointColorHover")return he.length===1?he[0]:he;if(O==="pointOutlineWidth")return en;if(O==="pointSize")return ht.length===1?ht[0]:ht;if(O==="pointSizeSelected")return Ft;if(O==="pointSizeMouseDetection")return hn;if(O==="showPointConnections")return Se;if(O==="pointConnectionColor")return re.length===1?re[0]:re;if(O==="pointConnectionColorActive")return De.length===1?De[0]:De;if(O==="pointConnectionColorHover")return Be.length===1?Be[0]:Be;if(O==="pointConnectionColorBy")return ye;if(O==="pointConnectionOpacity")return We.length===1?We[0]:We;if(O==="pointConnectionOpacityBy")return rt;if(O==="pointConnectionOpacityActive")return bt;if(O==="pointConnectionSize")return et.length===1?et[0]:et;if(O==="pointConnectionSizeActive")return nn;if(O==="pointConnectionSizeBy")return pn;if(O==="pointConnectionMaxIntPointsPerSegment")return Qt;if(O==="pointConnectionTolerance")return Rn;if(O==="pointScaleMode")return K;if(O==="reticleColor")return pe;if(O==="regl")return s.regl;if(O==="showReticle")return ie;if(O==="version")return OM;if(O==="width")return rn;if(O==="xScale")return cr;if(O==="yScale")return zi;if(O==="performanceMode")return E;if(O==="renderPointsAsSquares")return Ve;if(O==="disableAlphaBlending")return _t;if(O==="gamma")return s.gamma;if(O==="renderer")return s;if(O==="isDestroyed")return Ne;if(O==="isDrawing")return pt;if(O==="isPointsDrawn")return En;if(O==="isPointsFiltered")return Rt;if(O==="isAnnotationsDrawn")return xi;if(O==="zDataType")return Kn;if(O==="wDataType")return Ei;if(O==="spatialIndex")return Ws?.data;if(O==="annotationLineColor")return Mn;if(O==="annotationLineWidth")return nt;if(O==="annotationHVLineLimit")return St;if(O==="antiAliasing")return a;if(O==="pixelAligned")return o;if(O==="actionKeyMap")return{...ee}},xu=(d={})=>Ne?Promise.reject(new Error(sg)):(dg(d),(d.backgroundColor!==void 0||d.background!==void 0)&&am(d.backgroundColor||d.background),d.backgroundImage!==void 0&&om(d.backgroundImage),d.cameraTarget!==void 0&&um(d.cameraTarget),d.cameraDistance!==void 0&&lm(d.cameraDistance),d.cameraRotation!==void 0&&cm(d.cameraRotation),d.cameraView!==void 0&&eh(d.cameraView),d.cameraIsFixed!==void 0&&fm(d.cameraIsFixed),d.colorBy!==void 0&&Ui(d.colorBy),d.pointColor!==void 0&&es(d.pointColor),d.pointColorActive!==void 0&&io(d.pointColorActive),d.pointColorHover!==void 0&&Fa(d.pointColorHover),d.pointSize!==void 0&&ro(d.pointSize),d.pointSizeSelected!==void 0&&bl(d.pointSizeSelected),d.pointSizeMouseDetection!==void 0&&zo(d.pointSizeMouseDetection),d.sizeBy!==void 0&&so(d.sizeBy),d.pointOrder!==void 0&&ys(d.pointOrder),d.opacity!==void 0&&Oo(d.opacity),d.showPointConnections!==void 0&&Am(d.showPointConnections),d.pointConnectionColor!==void 0&&wm(d.pointConnectionColor),d.pointConnectionColorActive!==void 0&&Cm(d.pointConnectionColorActive),d.pointConnectionColorHover!==void 0&&Rm(d.pointConnectionColorHover),d.pointConnectionColorBy!==void 0&&El(d.pointConnectionColorBy),d.pointConnectionOpacityBy!==void 0&&Tl(d.pointConnectionOpacityBy),d.pointConnectionOpacity!==void 0&&Pm(d.pointConnectionOpacity),d.pointConnectionOpacityActive!==void 0&&Im(d.pointConnectionOpacityActive),d.pointConnectionSize!==void 0&&Pl(d.pointConnectionSize),d.pointConnectionSizeActive!==void 0&&Lm(d.pointConnectionSizeActive),d.pointConnectionSizeBy!==void 0&&ao(d.pointConnectionSizeBy),d.pointConnectionMaxIntPointsPerSegment!==void 0&&uc(d.pointConnectionMaxIntPointsPerSegment),d.pointConnectionTolerance!==void 0&&Dm(d.pointConnectionTolerance),d.pointScaleMode!==void 0&&Go(d.pointScaleMode),d.opacityBy!==void 0&&Fo(d.opacityBy),d.lassoColor!==void 0&&th(d.lassoColor),d.lassoLineWidth!==void 0&&nh(d.lassoLineWidth),d.lassoMinDelay!==void 0&&hm(d.lassoMinDelay),d.lassoMinDist!==void 0&&dm(d.lassoMinDist),d.lassoClearEvent!==void 0&&pu(d.lassoClearEvent),d.lassoInitiator!==void 0&&oc(d.lassoInitiator),d.lassoInitiatorParentElement!==void 0&&pm(d.lassoInitiatorParentElement),d.lassoLongPressIndicatorParentElement!==void 0&&mm(d.lassoLongPressIndicatorParentElement),d.lassoOnLongPress!==void 0&&gm(d.lassoOnLongPress),d.lassoLongPressTime!==void 0&&_m(d.lassoLongPressTime),d.lassoLongPressAfterEffectTime!==void 0&&vm(d.lassoLongPressAfterEffectTime),d.lassoLongPressEffectDelay!==void 0&&ih(d.lassoLongPressEffectDelay),d.lassoLongPressRevertEffectTime!==void 0&&xm(d.lassoLongPressRevertEffectTime),d.lassoType!==void 0&&ym(d.lassoType),d.lassoBrushSize!==void 0&&Sm(d.lassoBrushSize),d.actionKeyMap!==void 0&&Mm(d.actionKeyMap),d.mouseMode!==void 0&&ko(d.mouseMode),d.showReticle!==void 0&&Em(d.showReticle),d.reticleColor!==void 0&&Tm(d.reticleColor),d.pointOutlineWidth!==void 0&&Ml(d.pointOutlineWidth),d.height!==void 0&&Zs(d.height),d.width!==void 0&&Ks(d.width),d.aspectRatio!==void 0&&Oa(d.aspectRatio),d.xScale!==void 0&&rh(d.xScale),d.yScale!==void 0&&lc(d.yScale),d.deselectOnDblClick!==void 0&&sh(d.deselectOnDblClick),d.deselectOnEscape!==void 0&&mu(d.deselectOnEscape),d.opacityByDensityFill!==void 0&&Nm(d.opacityByDensityFill),d.opacityInactiveMax!==void 0&&Vo(d.opacityInactiveMax),d.opacityInactiveScale!==void 0&&ah(d.opacityInactiveScale),d.gamma!==void 0&&vu(d.gamma),d.annotationLineColor!==void 0&&Ho(d.annotationLineColor),d.annotationLineWidth!==void 0&&gu(d.annotationLineWidth),d.annotationHVLineLimit!==void 0&&_u(d.annotationHVLineLimit),d.antiAliasing!==void 0&&Il(d.antiAliasing),d.pixelAligned!==void 0&&Ll(d.pixelAligned),new Promise(O=>{window.requestAnimationFrame(()=>{Ne||!u||(si(),Ce.refresh(),s.refresh(),Xo(),O())})})),oh=(d,{preventEvent:O=!1}={})=>{eh(d),Jn=!0,ca=O},yu=()=>{Ce||(Ce=pM(u,{isFixed:Bt,isPanInverted:[!1,!0],defaultMouseDownMoveAction:k===vg?"rotate":"pan"})),n.cameraView?Ce.setView(nv(n.cameraView)):n.cameraTarget||n.cameraDistance||n.cameraRotation?Ce.lookAt([...n.cameraTarget||PE],n.cameraDistance||IE,n.cameraRotation||LE):Ce.setView(nv(DE)),Zr=Er(1,1),Cs=Er(-1,-1)},lh=({preventEvent:d=!1}={})=>{yu(),cs(),!d&&e.publish("view",{view:Ce.view,camera:Ce,xScale:cr,yScale:zi})},Su=({key:d})=>{d==="Escape"&&p&&Io()},hc=()=>{Ps=!0,Wi=!0},dc=()=>{jr(),Ps=!1,Wi=!0,Jn=!0},bu=()=>{Jn=!0},Mu=()=>{Vf([]),Fr.clear()},ch=()=>{Fr.clear()},Eu=()=>{fu([])},Tu=()=>{Mu(),Eu()},Wo=()=>{let d=rn===Ya,O=yt===Ya;if(d||O){let{width:ce,height:Pe}=u.getBoundingClientRect();d&&No(ce,!0),O&&ha(Pe,!0),si(),cs(),Jn=!0}Ce.refresh()},uh=async d=>{u.style.userSelect="none";let O=window.devicePixelRatio,ce=ht,Pe=rn,tt=yt,zt=s.canvas.width/O,Vt=s.canvas.height/O,Nt=o,gt=a,Dn=d?.scale||1,tr=Array.isArray(ht)?ht.map(Ds=>Ds*Dn):ht*Dn,ar=ln*Dn,lo=F*Dn;ro(tr),Ks(ar),Zs(lo),Ll(d?.pixelAligned||o),Il(d?.antiAliasing||a),s.resize(rn,yt),s.refresh(),await new Promise(Ds=>{e.subscribe("draw",Ds,1),Xo()});let js=u.getContext("2d").getImageData(0,0,u.width,u.height);return s.resize(zt,Vt),s.refresh(),ro(ce),Ks(Pe),Zs(tt),Ll(Nt),Il(gt),await new Promise(Ds=>{e.subscribe("draw",Ds,1),Xo()}),u.style.userSelect=null,js},Au=d=>d===void 0?u.getContext("2d").getImageData(0,0,u.width,u.height):uh(d),wu=()=>{si(),yu(),cs(),B=Fu(s.regl,{color:v,width:M,is2d:!0}),Fr=Fu(s.regl,{color:no(re,De,Be),opacity:We===null?null:We[0],width:et[0],is2d:!0}),Ci=Fu(s.regl,{color:pe,width:1,is2d:!0}),Ri=Fu(s.regl,{color:pe,width:1,is2d:!0}),xe=Fu(s.regl,{color:Mn,width:nt,is2d:!0}),da(),u.addEventListener("wheel",bu),Tt=s.regl.buffer(),Xt=s.regl.buffer(),un=s.regl.buffer({usage:"dynamic",type:"float",length:GM*2}),er=Sl(),Mr=Lo();let d=xu({backgroundImage:l,width:rn,height:yt,actionKeyMap:ee});hu(),du(),window.addEventListener("keyup",Su,!1),window.addEventListener("blur",Na,!1),window.addEventListener("mouseup",Is,!1),window.addEventListener("mousemove",Da,!1),u.addEventListener("mousedown",Qr,!1),u.addEventListener("mouseenter",hc,!1),u.addEventListener("mouseleave",dc,!1),u.addEventListener("click",to,!1),u.addEventListener("dblclick",yl,!1),"ResizeObserver"in window?(Rs=new ResizeObserver(Wo),Rs.observe(u)):(window.addEventListener("resize",Wo),window.addEventListener("orientationchange",Wo)),d.then(()=>{e.publish("init")})},fh=s.onFrame(()=>{if(Hr=Ce.tick(),!((En||xi)&&(Jn||Zn)))return;Zn&&!Kf(cn,ri)&&jf(),Hr&&(Zr=Er(1,1),Cs=Er(-1,-1),_n==="density"&&Yf()),s.render(()=>{let O=u.width/s.canvas.width,ce=u.height/s.canvas.height;qs(O,ce),l?._reglType&&Bo(),vs.length>2&&vr(),Zn||Fr.draw({projection:An(),model:Si(),view:vn()});let Pe=ur();En&&Pe>0&&Of(),!me&&(ie||Ur)&&zf(),Qn>=0&&Ff(),ft.length>0&&Qp(),xe.draw({projection:An(),model:Si(),view:vn()}),B.draw({projection:An(),model:Si(),view:vn()})},u);let d={view:Ce.view,isViewChanged:Hr,camera:Ce,xScale:cr,yScale:zi};Hr&&(cs(),ca?ca=!1:e.publish("view",d)),Jn=!1,Ur=!1,e.publish("drawing",d,{async:!1}),e.publish("draw",d)}),Xo=()=>{Jn=!0},hh=()=>{En=!1,xi=!1,Ne=!0,fh(),window.removeEventListener("keyup",Su,!1),window.removeEventListener("blur",Na,!1),window.removeEventListener("mouseup",Is,!1),window.removeEventListener("mousemove",Da,!1),u.removeEventListener("mousedown",Qr,!1),u.removeEventListener("mouseenter",hc,!1),u.removeEventListener("mouseleave",dc,!1),u.removeEventListener("click",to,!1),u.removeEventListener("dblclick",yl,!1),u.removeEventListener("wheel",bu,!1),Rs?Rs.disconnect():(window.removeEventListener("resize",Wo),window.removeEventListener("orientationchange",Wo)),u=void 0,Ce.dispose(),Ce=void 0,B.destroy(),hi.destroy(),Fr.destroy(),Ci.destroy(),Ri.destroy(),er&&er.destroy(),Mr&&Mr.destroy(),n.renderer||s.isDestroyed||s.destroy(),e.publish("destroy"),e.clear()};return wu(),{get isSupported(){return s.isSupported},clear:Cl(Tu),clearPoints:Cl(Mu),clearPointConnections:Cl(ch),clearAnnotations:Cl(Eu),createTextureFromUrl:(d,O=Ag)=>dv(s.regl,d,O),deselect:Io,destroy:hh,draw:Ls,drawAnnotations:fu,filter:wl,get:fc,getScreenPosition:Qf,hover:jr,lassoSelect:ou,redraw:Xo,refresh:s.refresh,reset:Cl(lh),select:Ar,set:xu,export:Au,subscribe:e.subscribe,unfilter:Ga,unsubscribe:e.unsubscribe,view:oh,zoomToLocation:Rl,zoomToArea:sc,zoomToPoints:oo,zoomToOrigin:Jf}};var hl={LEFT:0,MIDDLE:1,RIGHT:2,ROTATE:0,DOLLY:1,PAN:2},dl={ROTATE:0,PAN:1,DOLLY_PAN:2,DOLLY_ROTATE:3},rx=0,e0=1,sx=2;var gf=1,ax=2,Wc=3,pl=0,gs=1,Ma=2,Hl=0,Xc=1,t0=2,n0=3,i0=4,ox=5;var Wl=100,lx=101,cx=102,ux=103,fx=104,hx=200,dx=201,px=202,mx=203,r0=204,s0=205,gx=206,_x=207,vx=208,xx=209,yx=210,Sx=211,bx=212,Mx=213,Ex=214,ud=0,fd=1,hd=2,Dc=3,dd=4,pd=5,md=6,gd=7,a0=0,Tx=1,Ax=2,ja=0,o0=1,l0=2,c0=3,u0=4,f0=5,h0=6,d0=7;var p0=300,Xl=301,Yc=302,Xd=303,Yd=304,_d=1e3,Za=1001,vd=1002,Vr=1003,wx=1004;var _f=1005;var ps=1006,qd=1007;var Mo=1008;var As=1009,m0=1010,g0=1011,qc=1012,$d=1013,Ea=1014,Ta=1015,Aa=1016,Zd=1017,Kd=1018,Yl=1020,_0=35902,v0=35899,x0=1021,y0=1022,wa=1023,xo=1026,Eo=1027,S0=1028,jd=1029,ml=1030,Jd=1031;var Qd=1033,vf=33776,xf=33777,yf=33778,Sf=33779,ep=35840,tp=35841,np=35842,ip=35843,rp=36196,sp=37492,ap=37496,op=37488,lp=37489,bf=37490,cp=37491,up=37808,fp=37809,hp=37810,dp=37811,pp=37812,mp=37813,gp=37814,_p=37815,vp=37816,xp=37817,yp=37818,Sp=37819,bp=37820,Mp=37821,Ep=36492,Tp=36494,Ap=36495,wp=36283,Cp=36284,Mf=36285,Rp=36286;var Ju=2300,xd=2301,ld=2302,qg=2303,$g=2400,Zg=2401,Kg=2402;var Cx=3200;var Pp=0,Rx=1,To="",Fs="srgb",Qu="srgb-linear",ef="linear",Ai="srgb";var cd=7680;var Px=519,Ix=512,Lx=513,Dx=514,b0=515,Nx=516,Ox=517,M0=518,E0=519,Fx=35044;var T0="300 es",ia=2e3,Nc=2001;function yA(n){for(let e=n.length-1;e>=0;--e)if(n[e]>=65535)return!0;return!1}function SA(n){return ArrayBuffer.isView(n)&&!(n instanceof DataView)}function tf(n){return document.createElementNS("http://www.w3.org/1999/xhtml",n)}function Ux(){let n=tf("canvas");return n.style.display="block",n}var Nv={},Oc=null;function A0(...n){let e="THREE."+n.shift();Oc?Oc("log",e,...n):console.log(e,...n)}function Bx(n){let e=n[0];if(typeof e=="string"&&e.startsWith("TSL:")){let t=n[1];t&&t.isStackTrace?n[0]+=" "+t.getLocation():n[1]='Stack trace not available. Enable "THREE.Node.captureStackTrace" to capture stack traces.'}return n}function Fn(...n){n=Bx(n);let e="THREE."+n.shift();if(Oc)Oc("warn",e,...n);else{let t=n[0];t&&t.isStackTrace?console.warn(t.getError(e)):console.warn(e,...n)}}function Un(...n){n=Bx(n);let e="THREE."+n.shift();if(Oc)Oc("error",e,...n);else{let t=n[0];t&&t.isStackTrace?console.error(t.getError(e)):console.error(e,...n)}}function Zu(...n){let e=n.join(" ");e in Nv||(Nv[e]=!0,Fn(...n))}function kx(n,e,t){return new Promise(function(i,r){function s(){switch(n.clientWaitSync(e,n.SYNC_FLUSH_COMMANDS_BIT,0)){case n.WAIT_FAILED:r();break;case n.TIMEOUT_EXPIRED:setTimeout(s,t);break;default:i()}}setTimeout(s,t)})}var zx={[ud]:ud,[hd]:md,[dd]:dd,[Dc]:pd,[fd]:fd,[md]:hd,[gd]:gd,[pd]:Dc},Sa=class{addEventListener(e,t){this._listeners===void 0&&(this._listeners={});let i=this._listeners;i[e]===void 0&&(i[e]=[]),i[e].indexOf(t)===-1&&i[e].push(t)}hasEventListener(e,t){let i=this._listeners;return i===void 0?!1:i[e]!==void 0&&i[e].indexOf(t)!==-1}removeEventListener(e,t){let i=this._listeners;if(i===void 0)return;let r=i[e];if(r!==void 0){let s=r.indexOf(t);s!==-1&&r.splice(s,1)}}dispatchEvent(e){let t=this._listeners;if(t===void 0)return;let i=t[e.type];if(i!==void 0){e.target=this;let r=i.slice(0);for(let s=0,a=r.length;s<a;s++)r[s].call(this,e);e.target=null}}},rs=["00","01","02","03","04","05","06","07","08","09","0a","0b","0c","0d","0e","0f","10","11","12","13","14","15","16","17","18","19","1a","1b","1c","1d","1e","1f","20","21","22","23","24","25","26","27","28","29","2a","2b","2c","2d","2e","2f","30","31","32","33","34","35","36","37","38","39","3a","3b","3c","3d","3e","3f","40","41","42","43","44","45","46","47","48","49","4a","4b","4c","4d","4e","4f","50","51","52","53","54","55","56","57","58","59","5a","5b","5c","5d","5e","5f","60","61","62","63","64","65","66","67","68","69","6a","6b","6c","6d","6e","6f","70","71","72","73","74","75","76","77","78","79","7a","7b","7c","7d","7e","7f","80","81","82","83","84","85","86","87","88","89","8a","8b","8c","8d","8e","8f","90","91","92","93","94","95","96","97","98","99","9a","9b","9c","9d","9e","9f","a0","a1","a2","a3","a4","a5","a6","a7","a8","a9","aa","ab","ac","ad","ae","af","b0","b1","b2","b3","b4","b5","b6","b7","b8","b9","ba","bb","bc","bd","be","bf","c0","c1","c2","c3","c4","c5","c6","c7","c8","c9","ca","cb","cc","cd","ce","cf","d0","d1","d2","d3","d4","d5","d6","d7","d8","d9","da","db","dc","dd","de","df","e0","e1","e2","e3","e4","e5","e6","e7","e8","e9","ea","eb","ec","ed","ee","ef","f0","f1","f2","f3","f4","f5","f6","f7","f8","f9","fa","fb","fc","fd","fe","ff"],Ov=1234567,Ku=Math.PI/180,Fc=180/Math.PI;function $c(){let n=Math.random()*4294967295|0,e=Math.random()*4294967295|0,t=Math.random()*4294967295|0,i=Math.random()*4294967295|0;return(rs[n&255]+rs[n>>8&255]+rs[n>>16&255]+rs[n>>24&255]+"-"+rs[e&255]+rs[e>>8&255]+"-"+rs[e>>16&15|64]+rs[e>>24&255]+"-"+rs[t&63|128]+rs[t>>8&255]+"-"+rs[t>>16&255]+rs[t>>24&255]+rs[i&255]+rs[i>>8&255]+rs[i>>16&255]+rs[i>>24&255]).toLowerCase()}function jn(n,e,t){return Math.max(e,Math.min(t,n))}function w0(n,e){return(n%e+e)%e}function bA(n,e,t,i,r){return i+(n-e)*(r-i)/(t-e)}function MA(n,e,t){return n!==e?(t-n)/(e-n):0}function ju(n,e,t){return(1-t)*n+t*e}function EA(n,e,t,i){return ju(n,e,1-Math.exp(-t*i))}function TA(n,e=1){return e-Math.abs(w0(n,e*2)-e)}function AA(n,e,t){return n<=e?0:n>=t?1:(n=(n-e)/(t-e),n*n*(3-2*n))}function wA(n,e,t){return n<=e?0:n>=t?1:(n=(n-e)/(t-e),n*n*n*(n*(n*6-15)+10))}function CA(n,e){return n+Math.floor(Math.random()*(e-n+1))}function RA(n,e){return n+Math.random()*(e-n)}function PA(n){return n*(.5-Math.random())}function IA(n){n!==void 0&&(Ov=n);let e=Ov+=1831565813;return e=Math.imul(e^e>>>15,e|1),e^=e+Math.imul(e^e>>>7,e|61),((e^e>>>14)>>>0)/4294967296}function LA(n){return n*Ku}function DA(n){return n*Fc}function NA(n){return n>0&&Number.isInteger(n)&&2**Math.round(Math.log2(n))===n}function OA(n){return Math.pow(2,Math.ceil(Math.log(n)/Math.LN2))}function C0(n){return Math.pow(2,Math.floor(Math.log(n)/Math.LN2))}function FA(n,e,t,i,r){let s=Math.cos,a=Math.sin,o=s(t/2),c=a(t/2),l=s((e+i)/2),u=a((e+i)/2),h=s((e-i)/2),f=a((e-i)/2),p=s((i-e)/2),v=a((i-e)/2);switch(r){case"XYX":n.set(o*u,c*h,c*f,o*l);break;case"YZY":n.set(c*f,o*u,c*h,o*l);break;case"ZXZ":n.set(c*h,c*f,o*u,o*l);break;case"XZX":n.set(o*u,c*v,c*p,o*l);break;case"YXY":n.set(c*p,o*u,c*v,o*l);break;case"ZYZ":n.set(c*v,c*p,o*u,o*l);break;default:Fn("MathUtils: .setQuaternionFromProperEuler() encountered an unknown order: "+r)}}function R0(n){switch(n.constructor){case Uint32Array:return 4294967295;case Uint16Array:return 65535;case Uint8Array:case Uint8ClampedArray:return 255;case Int32Array:return 2147483647;case Int16Array:return 32767;case Int8Array:return 127;default:return}}function Gx(n,e){if(e.constructor===Float32Array)return n;let t=R0(e);if(t===void 0)throw new Error("THREE.MathUtils: Invalid component type.");return Math.max(n/t,-1)}function Vx(n,e){if(e.constructor===Float32Array)return n;let t=R0(e);if(t===void 0)throw new Error("THREE.MathUtils: Invalid component type.");return Math.round(n*t)}var P0={DEG2RAD:Ku,RAD2DEG:Fc,generateUUID:$c,clamp:jn,euclideanModulo:w0,mapLinear:bA,inverseLerp:MA,lerp:ju,damp:EA,pingpong:TA,smoothstep:AA,smootherstep:wA,randInt:CA,randFloat:RA,randFloatSpread:PA,seededRandom:IA,degToRad:LA,radToDeg:DA,isPowerOfTwo:NA,ceilPowerOfTwo:OA,floorPowerOfTwo:C0,setQuaternionFromProperEuler:FA,normalize:Vx,denormalize:Gx},Bn=class{static{this.prototype.isVector2=!0}constructor(e=0,t=0){this.x=e,this.y=t}get width(){return this.x}set width(e){this.x=e}get height(){return this.y}set height(e){this.y=e}set(e,t){return this.x=e,this.y=t,this}setScalar(e){return this.x=e,this.y=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;default:throw new Error("THREE.Vector2: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;default:throw new Error("THREE.Vector2: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y)}copy(e){return this.x=e.x,this.y=e.y,this}add(e){return this.x+=e.x,this.y+=e.y,this}addScalar(e){return this.x+=e,this.y+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this}subScalar(e){return this.x-=e,this.y-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this}multiply(e){return this.x*=e.x,this.y*=e.y,this}multiplyScalar(e){return this.x*=e,this.y*=e,this}divide(e){return this.x/=e.x,this.y/=e.y,this}divideScalar(e){return this.multiplyScalar(1/e)}applyMatrix3(e){let t=this.x,i=this.y,r=e.elements;return this.x=r[0]*t+r[3]*i+r[6],this.y=r[1]*t+r[4]*i+r[7],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this}clamp(e,t){return this.x=jn(this.x,e.x,t.x),this.y=jn(this.y,e.y,t.y),this}clampScalar(e,t){return this.x=jn(this.x,e,t),this.y=jn(this.y,e,t),this}clampLength(e,t){let i=this.length();return this.divideScalar(i||1).multiplyScalar(jn(i,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this}negate(){return this.x=-this.x,this.y=-this.y,this}dot(e){return this.x*e.x+this.y*e.y}cross(e){return this.x*e.y-this.y*e.x}lengthSq(){return this.x*this.x+this.y*this.y}length(){return Math.sqrt(this.x*this.x+this.y*this.y)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)}normalize(){return this.divideScalar(this.length()||1)}angle(){return Math.atan2(-this.y,-this.x)+Math.PI}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let i=this.dot(e)/t;return Math.acos(jn(i,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,i=this.y-e.y;return t*t+i*i}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this}lerpVectors(e,t,i){return this.x=e.x+(t.x-e.x)*i,this.y=e.y+(t.y-e.y)*i,this}equals(e){return e.x===this.x&&e.y===this.y}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this}rotateAround(e,t){let i=Math.cos(t),r=Math.sin(t),s=this.x-e.x,a=this.y-e.y;return this.x=s*i-a*r+e.x,this.y=s*r+a*i+e.y,this}random(){return this.x=Math.random(),this.y=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y}},Bs=class{constructor(e=0,t=0,i=0,r=1){this.isQuaternion=!0,this._x=e,this._y=t,this._z=i,this._w=r}static slerpFlat(e,t,i,r,s,a,o){let c=i[r+0],l=i[r+1],u=i[r+2],h=i[r+3],f=s[a+0],p=s[a+1],v=s[a+2],M=s[a+3];if(h!==M||c!==f||l!==p||u!==v){let m=c*f+l*p+u*v+h*M;m<0&&(f=-f,p=-p,v=-v,M=-M,m=-m);let g=1-o;if(m<.9995){let S=Math.acos(m),T=Math.sin(S);g=Math.sin(g*S)/T,o=Math.sin(o*S)/T,c=c*g+f*o,l=l*g+p*o,u=u*g+v*o,h=h*g+M*o}else{c=c*g+f*o,l=l*g+p*o,u=u*g+v*o,h=h*g+M*o;let S=1/Math.sqrt(c*c+l*l+u*u+h*h);c*=S,l*=S,u*=S,h*=S}}e[t]=c,e[t+1]=l,e[t+2]=u,e[t+3]=h}static multiplyQuaternionsFlat(e,t,i,r,s,a){let o=i[r],c=i[r+1],l=i[r+2],u=i[r+3],h=s[a],f=s[a+1],p=s[a+2],v=s[a+3];return e[t]=o*v+u*h+c*p-l*f,e[t+1]=c*v+u*f+l*h-o*p,e[t+2]=l*v+u*p+o*f-c*h,e[t+3]=u*v-o*h-c*f-l*p,e}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get w(){return this._w}set w(e){this._w=e,this._onChangeCallback()}set(e,t,i,r){return this._x=e,this._y=t,this._z=i,this._w=r,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._w)}copy(e){return this._x=e.x,this._y=e.y,this._z=e.z,this._w=e.w,this._onChangeCallback(),this}setFromEuler(e,t=!0){let i=e._x,r=e._y,s=e._z,a=e._order,o=Math.cos,c=Math.sin,l=o(i/2),u=o(r/2),h=o(s/2),f=c(i/2),p=c(r/2),v=c(s/2);switch(a){case"XYZ":this._x=f*u*h+l*p*v,this._y=l*p*h-f*u*v,this._z=l*u*v+f*p*h,this._w=l*u*h-f*p*v;break;case"YXZ":this._x=f*u*h+l*p*v,this._y=l*p*h-f*u*v,this._z=l*u*v-f*p*h,this._w=l*u*h+f*p*v;break;case"ZXY":this._x=f*u*h-l*p*v,this._y=l*p*h+f*u*v,this._z=l*u*v+f*p*h,this._w=l*u*h-f*p*v;break;case"ZYX":this._x=f*u*h-l*p*v,this._y=l*p*h+f*u*v,this._z=l*u*v-f*p*h,this._w=l*u*h+f*p*v;break;case"YZX":this._x=f*u*h+l*p*v,this._y=l*p*h+f*u*v,this._z=l*u*v-f*p*h,this._w=l*u*h-f*p*v;break;case"XZY":this._x=f*u*h-l*p*v,this._y=l*p*h-f*u*v,this._z=l*u*v+f*p*h,this._w=l*u*h+f*p*v;break;default:Fn("Quaternion: .setFromEuler() encountered an unknown order: "+a)}return t===!0&&this._onChangeCallback(),this}setFromAxisAngle(e,t){let i=t/2,r=Math.sin(i);return this._x=e.x*r,this._y=e.y*r,this._z=e.z*r,this._w=Math.cos(i),this._onChangeCallback(),this}setFromRotationMatrix(e){let t=e.elements,i=t[0],r=t[4],s=t[8],a=t[1],o=t[5],c=t[9],l=t[2],u=t[6],h=t[10],f=i+o+h;if(f>0){let p=.5/Math.sqrt(f+1);this._w=.25/p,this._x=(u-c)*p,this._y=(s-l)*p,this._z=(a-r)*p}else if(i>o&&i>h){let p=2*Math.sqrt(1+i-o-h);this._w=(u-c)/p,this._x=.25*p,this._y=(r+a)/p,this._z=(s+l)/p}else if(o>h){let p=2*Math.sqrt(1+o-i-h);this._w=(s-l)/p,this._x=(r+a)/p,this._y=.25*p,this._z=(c+u)/p}else{let p=2*Math.sqrt(1+h-i-o);this._w=(a-r)/p,this._x=(s+l)/p,this._y=(c+u)/p,this._z=.25*p}return this._onChangeCallback(),this}setFromUnitVectors(e,t){let i=e.dot(t)+1;return i<1e-8?(i=0,Math.abs(e.x)>Math.abs(e.z)?(this._x=-e.y,this._y=e.x,this._z=0,this._w=i):(this._x=0,this._y=-e.z,this._z=e.y,this._w=i)):(this._x=e.y*t.z-e.z*t.y,this._y=e.z*t.x-e.x*t.z,this._z=e.x*t.y-e.y*t.x,this._w=i),this.normalize()}angleTo(e){return 2*Math.acos(Math.abs(jn(this.dot(e),-1,1)))}rotateTowards(e,t){let i=this.angleTo(e);if(i===0)return this;let r=Math.min(1,t/i);return this.slerp(e,r),this}identity(){return this.set(0,0,0,1)}invert(){return this.conjugate()}conjugate(){return this._x*=-1,this._y*=-1,this._z*=-1,this._onChangeCallback(),this}dot(e){return this._x*e._x+this._y*e._y+this._z*e._z+this._w*e._w}lengthSq(){return this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w}length(){return Math.sqrt(this._x*this._x+this._y*this._y+this._z*this._z+this._w*this._w)}normalize(){let e=this.length();return e===0?(this._x=0,this._y=0,this._z=0,this._w=1):(e=1/e,this._x=this._x*e,this._y=this._y*e,this._z=this._z*e,this._w=this._w*e),this._onChangeCallback(),this}multiply(e){return this.multiplyQuaternions(this,e)}premultiply(e){return this.multiplyQuaternions(e,this)}multiplyQuaternions(e,t){let i=e._x,r=e._y,s=e._z,a=e._w,o=t._x,c=t._y,l=t._z,u=t._w;return this._x=i*u+a*o+r*l-s*c,this._y=r*u+a*c+s*o-i*l,this._z=s*u+a*l+i*c-r*o,this._w=a*u-i*o-r*c-s*l,this._onChangeCallback(),this}slerp(e,t){let i=e._x,r=e._y,s=e._z,a=e._w,o=this.dot(e);o<0&&(i=-i,r=-r,s=-s,a=-a,o=-o);let c=1-t;if(o<.9995){let l=Math.acos(o),u=Math.sin(l);c=Math.sin(c*l)/u,t=Math.sin(t*l)/u,this._x=this._x*c+i*t,this._y=this._y*c+r*t,this._z=this._z*c+s*t,this._w=this._w*c+a*t,this._onChangeCallback()}else this._x=this._x*c+i*t,this._y=this._y*c+r*t,this._z=this._z*c+s*t,this._w=this._w*c+a*t,this.normalize();return this}slerpQuaternions(e,t,i){return this.copy(e).slerp(t,i)}random(){let e=2*Math.PI*Math.random(),t=2*Math.PI*Math.random(),i=Math.random(),r=Math.sqrt(1-i),s=Math.sqrt(i);return this.set(r*Math.sin(e),r*Math.cos(e),s*Math.sin(t),s*Math.cos(t))}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._w===this._w}fromArray(e,t=0){return this._x=e[t],this._y=e[t+1],this._z=e[t+2],this._w=e[t+3],this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._w,e}fromBufferAttribute(e,t){return this._x=e.getX(t),this._y=e.getY(t),this._z=e.getZ(t),this._w=e.getW(t),this._onChangeCallback(),this}toJSON(){return this.toArray()}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._w}},Ie=class{static{this.prototype.isVector3=!0}constructor(e=0,t=0,i=0){this.x=e,this.y=t,this.z=i}set(e,t,i){return i===void 0&&(i=this.z),this.x=e,this.y=t,this.z=i,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;default:throw new Error("THREE.Vector3: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;default:throw new Error("THREE.Vector3: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y,this.z)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this}multiplyVectors(e,t){return this.x=e.x*t.x,this.y=e.y*t.y,this.z=e.z*t.z,this}applyEuler(e){return this.applyQuaternion(Fv.setFromEuler(e))}applyAxisAngle(e,t){return this.applyQuaternion(Fv.setFromAxisAngle(e,t))}applyMatrix3(e){let t=this.x,i=this.y,r=this.z,s=e.elements;return this.x=s[0]*t+s[3]*i+s[6]*r,this.y=s[1]*t+s[4]*i+s[7]*r,this.z=s[2]*t+s[5]*i+s[8]*r,this}applyNormalMatrix(e){return this.applyMatrix3(e).normalize()}applyMatrix4(e){let t=this.x,i=this.y,r=this.z,s=e.elements,a=1/(s[3]*t+s[7]*i+s[11]*r+s[15]);return this.x=(s[0]*t+s[4]*i+s[8]*r+s[12])*a,this.y=(s[1]*t+s[5]*i+s[9]*r+s[13])*a,this.z=(s[2]*t+s[6]*i+s[10]*r+s[14])*a,this}applyQuaternion(e){let t=this.x,i=this.y,r=this.z,s=e.x,a=e.y,o=e.z,c=e.w,l=2*(a*r-o*i),u=2*(o*t-s*r),h=2*(s*i-a*t);return this.x=t+c*l+a*h-o*u,this.y=i+c*u+o*l-s*h,this.z=r+c*h+s*u-a*l,this}project(e){return this.applyMatrix4(e.matrixWorldInverse).applyMatrix4(e.projectionMatrix)}unproject(e){return this.applyMatrix4(e.projectionMatrixInverse).applyMatrix4(e.matrixWorld)}transformDirection(e){let t=this.x,i=this.y,r=this.z,s=e.elements;return this.x=s[0]*t+s[4]*i+s[8]*r,this.y=s[1]*t+s[5]*i+s[9]*r,this.z=s[2]*t+s[6]*i+s[10]*r,this.normalize()}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this}divideScalar(e){return this.multiplyScalar(1/e)}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this}clamp(e,t){return this.x=jn(this.x,e.x,t.x),this.y=jn(this.y,e.y,t.y),this.z=jn(this.z,e.z,t.z),this}clampScalar(e,t){return this.x=jn(this.x,e,t),this.y=jn(this.y,e,t),this.z=jn(this.z,e,t),this}clampLength(e,t){let i=this.length();return this.divideScalar(i||1).multiplyScalar(jn(i,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this}lerpVectors(e,t,i){return this.x=e.x+(t.x-e.x)*i,this.y=e.y+(t.y-e.y)*i,this.z=e.z+(t.z-e.z)*i,this}cross(e){return this.crossVectors(this,e)}crossVectors(e,t){let i=e.x,r=e.y,s=e.z,a=t.x,o=t.y,c=t.z;return this.x=r*c-s*o,this.y=s*a-i*c,this.z=i*o-r*a,this}projectOnVector(e){let t=e.lengthSq();if(t===0)return this.set(0,0,0);let i=e.dot(this)/t;return this.copy(e).multiplyScalar(i)}projectOnPlane(e){return wg.copy(this).projectOnVector(e),this.sub(wg)}reflect(e){return this.sub(wg.copy(e).multiplyScalar(2*this.dot(e)))}angleTo(e){let t=Math.sqrt(this.lengthSq()*e.lengthSq());if(t===0)return Math.PI/2;let i=this.dot(e)/t;return Math.acos(jn(i,-1,1))}distanceTo(e){return Math.sqrt(this.distanceToSquared(e))}distanceToSquared(e){let t=this.x-e.x,i=this.y-e.y,r=this.z-e.z;return t*t+i*i+r*r}manhattanDistanceTo(e){return Math.abs(this.x-e.x)+Math.abs(this.y-e.y)+Math.abs(this.z-e.z)}setFromSpherical(e){return this.setFromSphericalCoords(e.radius,e.phi,e.theta)}setFromSphericalCoords(e,t,i){let r=Math.sin(t)*e;return this.x=r*Math.sin(i),this.y=Math.cos(t)*e,this.z=r*Math.cos(i),this}setFromCylindrical(e){return this.setFromCylindricalCoords(e.radius,e.theta,e.y)}setFromCylindricalCoords(e,t,i){return this.x=e*Math.sin(t),this.y=i,this.z=e*Math.cos(t),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this}setFromMatrixScale(e){let t=this.setFromMatrixColumn(e,0).length(),i=this.setFromMatrixColumn(e,1).length(),r=this.setFromMatrixColumn(e,2).length();return this.x=t,this.y=i,this.z=r,this}setFromMatrixColumn(e,t){return this.fromArray(e.elements,t*4)}setFromMatrix3Column(e,t){return this.fromArray(e.elements,t*3)}setFromEuler(e){return this.x=e._x,this.y=e._y,this.z=e._z,this}setFromColor(e){return this.x=e.r,this.y=e.g,this.z=e.b,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this}randomDirection(){let e=Math.random()*Math.PI*2,t=Math.random()*2-1,i=Math.sqrt(1-t*t);return this.x=i*Math.cos(e),this.y=t,this.z=i*Math.sin(e),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z}},wg=new Ie,Fv=new Bs,Vn=class{static{this.prototype.isMatrix3=!0}constructor(e,t,i,r,s,a,o,c,l){this.elements=[1,0,0,0,1,0,0,0,1],e!==void 0&&this.set(e,t,i,r,s,a,o,c,l)}set(e,t,i,r,s,a,o,c,l){let u=this.elements;return u[0]=e,u[1]=r,u[2]=o,u[3]=t,u[4]=s,u[5]=c,u[6]=i,u[7]=a,u[8]=l,this}identity(){return this.set(1,0,0,0,1,0,0,0,1),this}copy(e){let t=this.elements,i=e.elements;return t[0]=i[0],t[1]=i[1],t[2]=i[2],t[3]=i[3],t[4]=i[4],t[5]=i[5],t[6]=i[6],t[7]=i[7],t[8]=i[8],this}extractBasis(e,t,i){return e.setFromMatrix3Column(this,0),t.setFromMatrix3Column(this,1),i.setFromMatrix3Column(this,2),this}setFromMatrix4(e){let t=e.elements;return this.set(t[0],t[4],t[8],t[1],t[5],t[9],t[2],t[6],t[10]),this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let i=e.elements,r=t.elements,s=this.elements,a=i[0],o=i[3],c=i[6],l=i[1],u=i[4],h=i[7],f=i[2],p=i[5],v=i[8],M=r[0],m=r[3],g=r[6],S=r[1],T=r[4],b=r[7],D=r[2],C=r[5],x=r[8];return s[0]=a*M+o*S+c*D,s[3]=a*m+o*T+c*C,s[6]=a*g+o*b+c*x,s[1]=l*M+u*S+h*D,s[4]=l*m+u*T+h*C,s[7]=l*g+u*b+h*x,s[2]=f*M+p*S+v*D,s[5]=f*m+p*T+v*C,s[8]=f*g+p*b+v*x,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[3]*=e,t[6]*=e,t[1]*=e,t[4]*=e,t[7]*=e,t[2]*=e,t[5]*=e,t[8]*=e,this}determinant(){let e=this.elements,t=e[0],i=e[1],r=e[2],s=e[3],a=e[4],o=e[5],c=e[6],l=e[7],u=e[8];return t*a*u-t*o*l-i*s*u+i*o*c+r*s*l-r*a*c}invert(){let e=this.elements,t=e[0],i=e[1],r=e[2],s=e[3],a=e[4],o=e[5],c=e[6],l=e[7],u=e[8],h=u*a-o*l,f=o*c-u*s,p=l*s-a*c,v=t*h+i*f+r*p;if(v===0)return this.set(0,0,0,0,0,0,0,0,0);let M=1/v;return e[0]=h*M,e[1]=(r*l-u*i)*M,e[2]=(o*i-r*a)*M,e[3]=f*M,e[4]=(u*t-r*c)*M,e[5]=(r*s-o*t)*M,e[6]=p*M,e[7]=(i*c-l*t)*M,e[8]=(a*t-i*s)*M,this}transpose(){let e,t=this.elements;return e=t[1],t[1]=t[3],t[3]=e,e=t[2],t[2]=t[6],t[6]=e,e=t[5],t[5]=t[7],t[7]=e,this}getNormalMatrix(e){return this.setFromMatrix4(e).invert().transpose()}transposeIntoArray(e){let t=this.elements;return e[0]=t[0],e[1]=t[3],e[2]=t[6],e[3]=t[1],e[4]=t[4],e[5]=t[7],e[6]=t[2],e[7]=t[5],e[8]=t[8],this}setUvTransform(e,t,i,r,s,a,o){let c=Math.cos(s),l=Math.sin(s);return this.set(i*c,i*l,-i*(c*a+l*o)+a+e,-r*l,r*c,-r*(-l*a+c*o)+o+t,0,0,1),this}scale(e,t){return Zu("Matrix3: .scale() is deprecated. Use .makeScale() instead."),this.premultiply(Cg.makeScale(e,t)),this}rotate(e){return Zu("Matrix3: .rotate() is deprecated. Use .makeRotation() instead."),this.premultiply(Cg.makeRotation(-e)),this}translate(e,t){return Zu("Matrix3: .translate() is deprecated. Use .makeTranslation() instead."),this.premultiply(Cg.makeTranslation(e,t)),this}makeTranslation(e,t){return e.isVector2?this.set(1,0,e.x,0,1,e.y,0,0,1):this.set(1,0,e,0,1,t,0,0,1),this}makeRotation(e){let t=Math.cos(e),i=Math.sin(e);return this.set(t,-i,0,i,t,0,0,0,1),this}makeScale(e,t){return this.set(e,0,0,0,t,0,0,0,1),this}equals(e){let t=this.elements,i=e.elements;for(let r=0;r<9;r++)if(t[r]!==i[r])return!1;return!0}fromArray(e,t=0){for(let i=0;i<9;i++)this.elements[i]=e[i+t];return this}toArray(e=[],t=0){let i=this.elements;return e[t]=i[0],e[t+1]=i[1],e[t+2]=i[2],e[t+3]=i[3],e[t+4]=i[4],e[t+5]=i[5],e[t+6]=i[6],e[t+7]=i[7],e[t+8]=i[8],e}clone(){return new this.constructor().fromArray(this.elements)}},Cg=new Vn,Uv=new Vn().set(.4123908,.3575843,.1804808,.212639,.7151687,.0721923,.0193308,.1191948,.9505322),Bv=new Vn().set(3.2409699,-1.5373832,-.4986108,-.9692436,1.8759675,.0415551,.0556301,-.203977,1.0569715);function UA(){let n={enabled:!0,workingColorSpace:Qu,spaces:{},convert:function(r,s,a){return this.enabled===!1||s===a||!s||!a||(this.spaces[s].transfer===Ai&&(r.r=vo(r.r),r.g=vo(r.g),r.b=vo(r.b)),this.spaces[s].primaries!==this.spaces[a].primaries&&(r.applyMatrix3(this.spaces[s].toXYZ),r.applyMatrix3(this.spaces[a].fromXYZ)),this.spaces[a].transfer===Ai&&(r.r=Lc(r.r),r.g=Lc(r.g),r.b=Lc(r.b))),r},workingToColorSpace:function(r,s){return this.convert(r,this.workingColorSpace,s)},colorSpaceToWorking:function(r,s){return this.convert(r,s,this.workingColorSpace)},getPrimaries:function(r){return this.spaces[r].primaries},getTransfer:function(r){return r===To?ef:this.spaces[r].transfer},getToneMappingMode:function(r){return this.spaces[r].outputColorSpaceConfig.toneMappingMode||"standard"},getLuminanceCoefficients:function(r,s=this.workingColorSpace){return r.fromArray(this.spaces[s].luminanceCoefficients)},define:function(r){Object.assign(this.spaces,r)},_getMatrix:function(r,s,a){return r.copy(this.spaces[a].fromXYZ).multiply(this.spaces[s].toXYZ)},_getDrawingBufferColorSpace:function(r){return this.spaces[r].outputColorSpaceConfig.drawingBufferColorSpace},_getUnpackColorSpace:function(r=this.workingColorSpace){return this.spaces[r].workingColorSpaceConfig.unpackColorSpace}},e=[.64,.33,.3,.6,.15,.06],t=[.2126,.7152,.0722],i=[.3127,.329];return n.define({[Qu]:{primaries:e,whitePoint:i,transfer:ef,toXYZ:Uv,fromXYZ:Bv,luminanceCoefficients:t,workingColorSpaceConfig:{unpackColorSpace:Fs},outputColorSpaceConfig:{drawingBufferColorSpace:Fs}},[Fs]:{primaries:e,whitePoint:i,transfer:Ai,toXYZ:Uv,fromXYZ:Bv,luminanceCoefficients:t,outputColorSpaceConfig:{drawingBufferColorSpace:Fs}}}),n}var li=UA();function vo(n){return n<.04045?n*.0773993808:Math.pow(n*.9478672986+.0521327014,2.4)}function Lc(n){return n<.0031308?n*12.92:1.055*Math.pow(n,.41666)-.055}var xc,yd=class{static getDataURL(e,t="image/png"){if(/^data:/i.test(e.src)||typeof HTMLCanvasElement>"u")return e.src;let i;if(e instanceof HTMLCanvasElement)i=e;else{xc===void 0&&(xc=tf("canvas")),xc.width=e.width,xc.height=e.height;let r=xc.getContext("2d");e instanceof ImageData?r.putImageData(e,0,0):r.drawImage(e,0,0,e.width,e.height),i=xc}return i.toDataURL(t)}static sRGBToLinear(e){if(typeof HTMLImageElement<"u"&&e instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&e instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&e instanceof ImageBitmap){let t=tf("canvas");t.width=e.width,t.height=e.height;let i=t.getContext("2d");i.drawImage(e,0,0,e.width,e.height);let r=i.getImageData(0,0,e.width,e.height),s=r.data;for(let a=0;a<s.length;a++)s[a]=vo(s[a]/255)*255;return i.putImageData(r,0,0),t}else if(e.data){let t=e.data.slice(0);for(let i=0;i<t.length;i++)t instanceof Uint8Array||t instanceof Uint8ClampedArray?t[i]=Math.floor(vo(t[i]/255)*255):t[i]=vo(t[i]);return{data:t,width:e.width,height:e.height}}else return Fn("ImageUtils.sRGBToLinear(): Unsupported image type. No color space conversion applied."),e}},BA=0,Uc=class{constructor(e=null){this.isTextureSource=!0,Object.defineProperty(this,"id",{value:BA++}),this.uuid=$c(),this.data=e,this.dataReady=!0,this.version=0}getSize(e){let t=this.data;return typeof HTMLVideoElement<"u"&&t instanceof HTMLVideoElement?e.set(t.videoWidth,t.videoHeight,0):typeof VideoFrame<"u"&&t instanceof VideoFrame?e.set(t.displayWidth,t.displayHeight,0):t!==null?e.set(t.width||0,t.height||0,t.depth||0):e.set(0,0,0),e}set needsUpdate(e){e===!0&&this.version++}toJSON(e){let t=e===void 0||typeof e=="string";if(!t&&e.images[this.uuid]!==void 0)return e.images[this.uuid];let i={uuid:this.uuid,url:""},r=this.data;if(r!==null){let s;if(Array.isArray(r)){s=[];for(let a=0,o=r.length;a<o;a++)r[a].isDataTexture?s.push(Rg(r[a].image)):s.push(Rg(r[a]))}else s=Rg(r);i.url=s}return t||(e.images[this.uuid]=i),i}};function Rg(n){return typeof HTMLImageElement<"u"&&n instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&n instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&n instanceof ImageBitmap?yd.getDataURL(n):n.data?{data:Array.from(n.data),width:n.width,height:n.height,type:n.data.constructor.name}:(Fn("Texture: Unable to serialize Texture."),{})}var kA=0,Pg=new Ie,Ts=class n extends Sa{constructor(e=n.DEFAULT_IMAGE,t=n.DEFAULT_MAPPING,i=Za,r=Za,s=ps,a=Mo,o=wa,c=As,l=n.DEFAULT_ANISOTROPY,u=To){super(),this.isTexture=!0,Object.defineProperty(this,"id",{value:kA++}),this.uuid=$c(),this.name="",this.source=new Uc(e),this.mipmaps=[],this.mapping=t,this.channel=0,this.wrapS=i,this.wrapT=r,this.magFilter=s,this.minFilter=a,this.anisotropy=l,this.format=o,this.internalFormat=null,this.type=c,this.offset=new Bn(0,0),this.repeat=new Bn(1,1),this.center=new Bn(0,0),this.rotation=0,this.matrixAutoUpdate=!0,this.matrix=new Vn,this.generateMipmaps=!0,this.mipmapsAutoUpdate=!0,this.premultiplyAlpha=!1,this.flipY=!0,this.unpackAlignment=4,this.colorSpace=u,this.userData={},this.updateRanges=[],this.version=0,this.onUpdate=null,this.renderTarget=null,this.isRenderTargetTexture=!1,this.isArrayTexture=!!(e&&e.depth&&e.depth>1),this.pmremVersion=0,this.isPMREMTexture=!1,this.normalized=!1}get width(){return this.source.getSize(Pg).x}get height(){return this.source.getSize(Pg).y}get depth(){return this.source.getSize(Pg).z}get image(){return this.source.data}set image(e){this.source.data=e}updateMatrix(){this.matrix.setUvTransform(this.offset.x,this.offset.y,this.repeat.x,this.repeat.y,this.rotation,this.center.x,this.center.y)}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}clone(){return new this.constructor().copy(this)}copy(e){return this.name=e.name,this.source=e.source,this.mipmaps=e.mipmaps.slice(0),this.mapping=e.mapping,this.channel=e.channel,this.wrapS=e.wrapS,this.wrapT=e.wrapT,this.magFilter=e.magFilter,this.minFilter=e.minFilter,this.anisotropy=e.anisotropy,this.format=e.format,this.internalFormat=e.internalFormat,this.type=e.type,this.normalized=e.normalized,this.offset.copy(e.offset),this.repeat.copy(e.repeat),this.center.copy(e.center),this.rotation=e.rotation,this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrix.copy(e.matrix),this.generateMipmaps=e.generateMipmaps,this.mipmapsAutoUpdate=e.mipmapsAutoUpdate,this.premultiplyAlpha=e.premultiplyAlpha,this.flipY=e.flipY,this.unpackAlignment=e.unpackAlignment,this.colorSpace=e.colorSpace,this.renderTarget=e.renderTarget,this.isRenderTargetTexture=e.isRenderTargetTexture,this.isPMREMTexture=e.isPMREMTexture,this.isArrayTexture=e.isArrayTexture,this.userData=JSON.parse(JSON.stringify(e.userData)),this.needsUpdate=!0,this}setValues(e){for(let t in e){let i=e[t];if(i===void 0){Fn(`Texture.setValues(): parameter '${t}' has value of undefined.`);continue}let r=this[t];if(r===void 0){Fn(`Texture.setValues(): property '${t}' does not exist.`);continue}r&&i&&r.isVector2&&i.isVector2||r&&i&&r.isVector3&&i.isVector3||r&&i&&r.isMatrix3&&i.isMatrix3?r.copy(i):this[t]=i}}toJSON(e){let t=e===void 0||typeof e=="string";if(!t&&e.textures[this.uuid]!==void 0)return e.textures[this.uuid];let i={metadata:{version:4.7,type:"Texture",generator:"Texture.toJSON"},uuid:this.uuid,name:this.name,image:this.source.toJSON(e).uuid,mapping:this.mapping,channel:this.channel,repeat:[this.repeat.x,this.repeat.y],offset:[this.offset.x,this.offset.y],center:[this.center.x,this.center.y],rotation:this.rotation,wrap:[this.wrapS,this.wrapT],format:this.format,internalFormat:this.internalFormat,type:this.type,normalized:this.normalized,colorSpace:this.colorSpace,minFilter:this.minFilter,magFilter:this.magFilter,anisotropy:this.anisotropy,flipY:this.flipY,generateMipmaps:this.generateMipmaps,mipmapsAutoUpdate:this.mipmapsAutoUpdate,premultiplyAlpha:this.premultiplyAlpha,unpackAlignment:this.unpackAlignment};return Object.keys(this.userData).length>0&&(i.userData=this.userData),t||(e.textures[this.uuid]=i),i}dispose(){this.dispatchEvent({type:"dispose"})}transformUv(e){if(this.mapping!==p0)return e;if(e.applyMatrix3(this.matrix),e.x<0||e.x>1)switch(this.wrapS){case _d:e.x=e.x-Math.floor(e.x);break;case Za:e.x=e.x<0?0:1;break;case vd:Math.abs(Math.floor(e.x)%2)===1?e.x=Math.ceil(e.x)-e.x:e.x=e.x-Math.floor(e.x);break}if(e.y<0||e.y>1)switch(this.wrapT){case _d:e.y=e.y-Math.floor(e.y);break;case Za:e.y=e.y<0?0:1;break;case vd:Math.abs(Math.floor(e.y)%2)===1?e.y=Math.ceil(e.y)-e.y:e.y=e.y-Math.floor(e.y);break}return this.flipY&&(e.y=1-e.y),e}set needsUpdate(e){e===!0&&(this.version++,this.source.needsUpdate=!0)}set needsPMREMUpdate(e){e===!0&&this.pmremVersion++}};Ts.DEFAULT_IMAGE=null;Ts.DEFAULT_MAPPING=p0;Ts.DEFAULT_ANISOTROPY=1;var Qi=class{static{this.prototype.isVector4=!0}constructor(e=0,t=0,i=0,r=1){this.x=e,this.y=t,this.z=i,this.w=r}get width(){return this.z}set width(e){this.z=e}get height(){return this.w}set height(e){this.w=e}set(e,t,i,r){return this.x=e,this.y=t,this.z=i,this.w=r,this}setScalar(e){return this.x=e,this.y=e,this.z=e,this.w=e,this}setX(e){return this.x=e,this}setY(e){return this.y=e,this}setZ(e){return this.z=e,this}setW(e){return this.w=e,this}setComponent(e,t){switch(e){case 0:this.x=t;break;case 1:this.y=t;break;case 2:this.z=t;break;case 3:this.w=t;break;default:throw new Error("THREE.Vector4: index is out of range: "+e)}return this}getComponent(e){switch(e){case 0:return this.x;case 1:return this.y;case 2:return this.z;case 3:return this.w;default:throw new Error("THREE.Vector4: index is out of range: "+e)}}clone(){return new this.constructor(this.x,this.y,this.z,this.w)}copy(e){return this.x=e.x,this.y=e.y,this.z=e.z,this.w=e.w!==void 0?e.w:1,this}add(e){return this.x+=e.x,this.y+=e.y,this.z+=e.z,this.w+=e.w,this}addScalar(e){return this.x+=e,this.y+=e,this.z+=e,this.w+=e,this}addVectors(e,t){return this.x=e.x+t.x,this.y=e.y+t.y,this.z=e.z+t.z,this.w=e.w+t.w,this}addScaledVector(e,t){return this.x+=e.x*t,this.y+=e.y*t,this.z+=e.z*t,this.w+=e.w*t,this}sub(e){return this.x-=e.x,this.y-=e.y,this.z-=e.z,this.w-=e.w,this}subScalar(e){return this.x-=e,this.y-=e,this.z-=e,this.w-=e,this}subVectors(e,t){return this.x=e.x-t.x,this.y=e.y-t.y,this.z=e.z-t.z,this.w=e.w-t.w,this}multiply(e){return this.x*=e.x,this.y*=e.y,this.z*=e.z,this.w*=e.w,this}multiplyScalar(e){return this.x*=e,this.y*=e,this.z*=e,this.w*=e,this}applyMatrix4(e){let t=this.x,i=this.y,r=this.z,s=this.w,a=e.elements;return this.x=a[0]*t+a[4]*i+a[8]*r+a[12]*s,this.y=a[1]*t+a[5]*i+a[9]*r+a[13]*s,this.z=a[2]*t+a[6]*i+a[10]*r+a[14]*s,this.w=a[3]*t+a[7]*i+a[11]*r+a[15]*s,this}divide(e){return this.x/=e.x,this.y/=e.y,this.z/=e.z,this.w/=e.w,this}divideScalar(e){return this.multiplyScalar(1/e)}setAxisAngleFromQuaternion(e){this.w=2*Math.acos(e.w);let t=Math.sqrt(1-e.w*e.w);return t<1e-4?(this.x=1,this.y=0,this.z=0):(this.x=e.x/t,this.y=e.y/t,this.z=e.z/t),this}setAxisAngleFromRotationMatrix(e){let t,i,r,s,c=e.elements,l=c[0],u=c[4],h=c[8],f=c[1],p=c[5],v=c[9],M=c[2],m=c[6],g=c[10];if(Math.abs(u-f)<.01&&Math.abs(h-M)<.01&&Math.abs(v-m)<.01){if(Math.abs(u+f)<.1&&Math.abs(h+M)<.1&&Math.abs(v+m)<.1&&Math.abs(l+p+g-3)<.1)return this.set(1,0,0,0),this;t=Math.PI;let T=(l+1)/2,b=(p+1)/2,D=(g+1)/2,C=(u+f)/4,x=(h+M)/4,A=(v+m)/4;return T>b&&T>D?T<.01?(i=0,r=.707106781,s=.707106781):(i=Math.sqrt(T),r=C/i,s=x/i):b>D?b<.01?(i=.707106781,r=0,s=.707106781):(r=Math.sqrt(b),i=C/r,s=A/r):D<.01?(i=.707106781,r=.707106781,s=0):(s=Math.sqrt(D),i=x/s,r=A/s),this.set(i,r,s,t),this}let S=Math.sqrt((m-v)*(m-v)+(h-M)*(h-M)+(f-u)*(f-u));return Math.abs(S)<.001&&(S=1),this.x=(m-v)/S,this.y=(h-M)/S,this.z=(f-u)/S,this.w=Math.acos((l+p+g-1)/2),this}setFromMatrixPosition(e){let t=e.elements;return this.x=t[12],this.y=t[13],this.z=t[14],this.w=t[15],this}min(e){return this.x=Math.min(this.x,e.x),this.y=Math.min(this.y,e.y),this.z=Math.min(this.z,e.z),this.w=Math.min(this.w,e.w),this}max(e){return this.x=Math.max(this.x,e.x),this.y=Math.max(this.y,e.y),this.z=Math.max(this.z,e.z),this.w=Math.max(this.w,e.w),this}clamp(e,t){return this.x=jn(this.x,e.x,t.x),this.y=jn(this.y,e.y,t.y),this.z=jn(this.z,e.z,t.z),this.w=jn(this.w,e.w,t.w),this}clampScalar(e,t){return this.x=jn(this.x,e,t),this.y=jn(this.y,e,t),this.z=jn(this.z,e,t),this.w=jn(this.w,e,t),this}clampLength(e,t){let i=this.length();return this.divideScalar(i||1).multiplyScalar(jn(i,e,t))}floor(){return this.x=Math.floor(this.x),this.y=Math.floor(this.y),this.z=Math.floor(this.z),this.w=Math.floor(this.w),this}ceil(){return this.x=Math.ceil(this.x),this.y=Math.ceil(this.y),this.z=Math.ceil(this.z),this.w=Math.ceil(this.w),this}round(){return this.x=Math.round(this.x),this.y=Math.round(this.y),this.z=Math.round(this.z),this.w=Math.round(this.w),this}roundToZero(){return this.x=Math.trunc(this.x),this.y=Math.trunc(this.y),this.z=Math.trunc(this.z),this.w=Math.trunc(this.w),this}negate(){return this.x=-this.x,this.y=-this.y,this.z=-this.z,this.w=-this.w,this}dot(e){return this.x*e.x+this.y*e.y+this.z*e.z+this.w*e.w}lengthSq(){return this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w}length(){return Math.sqrt(this.x*this.x+this.y*this.y+this.z*this.z+this.w*this.w)}manhattanLength(){return Math.abs(this.x)+Math.abs(this.y)+Math.abs(this.z)+Math.abs(this.w)}normalize(){return this.divideScalar(this.length()||1)}setLength(e){return this.normalize().multiplyScalar(e)}lerp(e,t){return this.x+=(e.x-this.x)*t,this.y+=(e.y-this.y)*t,this.z+=(e.z-this.z)*t,this.w+=(e.w-this.w)*t,this}lerpVectors(e,t,i){return this.x=e.x+(t.x-e.x)*i,this.y=e.y+(t.y-e.y)*i,this.z=e.z+(t.z-e.z)*i,this.w=e.w+(t.w-e.w)*i,this}equals(e){return e.x===this.x&&e.y===this.y&&e.z===this.z&&e.w===this.w}fromArray(e,t=0){return this.x=e[t],this.y=e[t+1],this.z=e[t+2],this.w=e[t+3],this}toArray(e=[],t=0){return e[t]=this.x,e[t+1]=this.y,e[t+2]=this.z,e[t+3]=this.w,e}fromBufferAttribute(e,t){return this.x=e.getX(t),this.y=e.getY(t),this.z=e.getZ(t),this.w=e.getW(t),this}random(){return this.x=Math.random(),this.y=Math.random(),this.z=Math.random(),this.w=Math.random(),this}*[Symbol.iterator](){yield this.x,yield this.y,yield this.z,yield this.w}},Sd=class extends Sa{constructor(e=1,t=1,i={}){super(),i=Object.assign({generateMipmaps:!1,internalFormat:null,minFilter:ps,depthBuffer:!0,stencilBuffer:!1,resolveColorBuffer:!0,resolveDepthBuffer:!0,resolveStencilBuffer:!0,storeMultisampledColorBuffer:!0,storeMultisampledDepthBuffer:!0,storeMultisampledStencilBuffer:!0,depthTexture:null,samples:0,count:1,depth:1,multiview:!1,useArrayDepthTexture:!1},i),this.isRenderTarget=!0,this.width=e,this.height=t,this.depth=i.depth,this.scissor=new Qi(0,0,e,t),this.scissorTest=!1,this.viewport=new Qi(0,0,e,t),this.textures=[];let r=i.count;for(let s=0;s<r;s++)this.textures[s]=new Ts({width:e,height:t,depth:i.depth}),this.textures[s].isRenderTargetTexture=!0,this.textures[s].renderTarget=this;this._setTextureOptions(i),this.depthBuffer=i.depthBuffer,this.stencilBuffer=i.stencilBuffer,this.resolveColorBuffer=i.resolveColorBuffer,this.resolveDepthBuffer=i.resolveDepthBuffer,this.resolveStencilBuffer=i.resolveStencilBuffer,this.storeMultisampledColorBuffer=i.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=i.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=i.storeMultisampledStencilBuffer,this._depthTexture=null,this.depthTexture=i.depthTexture,this.samples=i.samples,this.multiview=i.multiview,this.useArrayDepthTexture=i.useArrayDepthTexture}_setTextureOptions(e={}){let t={minFilter:ps,generateMipmaps:!1,flipY:!1,internalFormat:null};e.mapping!==void 0&&(t.mapping=e.mapping),e.wrapS!==void 0&&(t.wrapS=e.wrapS),e.wrapT!==void 0&&(t.wrapT=e.wrapT),e.wrapR!==void 0&&(t.wrapR=e.wrapR),e.magFilter!==void 0&&(t.magFilter=e.magFilter),e.minFilter!==void 0&&(t.minFilter=e.minFilter),e.format!==void 0&&(t.format=e.format),e.type!==void 0&&(t.type=e.type),e.anisotropy!==void 0&&(t.anisotropy=e.anisotropy),e.colorSpace!==void 0&&(t.colorSpace=e.colorSpace),e.flipY!==void 0&&(t.flipY=e.flipY),e.generateMipmaps!==void 0&&(t.generateMipmaps=e.generateMipmaps),e.mipmapsAutoUpdate!==void 0&&(t.mipmapsAutoUpdate=e.mipmapsAutoUpdate),e.internalFormat!==void 0&&(t.internalFormat=e.internalFormat);for(let i=0;i<this.textures.length;i++)this.textures[i].setValues(t)}get texture(){return this.textures[0]}set texture(e){this.textures[0]=e}set depthTexture(e){this._depthTexture!==null&&this._depthTexture.renderTarget===this&&(this._depthTexture.renderTarget=null),e!==null&&e.renderTarget===null&&(e.renderTarget=this),this._depthTexture=e}get depthTexture(){return this._depthTexture}setSize(e,t,i=1){if(this.width!==e||this.height!==t||this.depth!==i){this.width=e,this.height=t,this.depth=i;for(let r=0,s=this.textures.length;r<s;r++)this.textures[r].image.width=e,this.textures[r].image.height=t,this.textures[r].image.depth=i,this.textures[r].isData3DTexture!==!0&&(this.textures[r].isArrayTexture=this.textures[r].image.depth>1);this.dispose()}this.viewport.set(0,0,e,t),this.scissor.set(0,0,e,t)}clone(){return new this.constructor().copy(this)}copy(e){this.width=e.width,this.height=e.height,this.depth=e.depth,this.scissor.copy(e.scissor),this.scissorTest=e.scissorTest,this.viewport.copy(e.viewport),this.textures.length=0;for(let t=0,i=e.textures.length;t<i;t++){this.textures[t]=e.textures[t].clone(),this.textures[t].isRenderTargetTexture=!0,this.textures[t].renderTarget=this;let r=Object.assign({},e.textures[t].image);this.textures[t].source=new Uc(r)}if(this.depthBuffer=e.depthBuffer,this.stencilBuffer=e.stencilBuffer,this.resolveColorBuffer=e.resolveColorBuffer,this.resolveDepthBuffer=e.resolveDepthBuffer,this.resolveStencilBuffer=e.resolveStencilBuffer,this.storeMultisampledColorBuffer=e.storeMultisampledColorBuffer,this.storeMultisampledDepthBuffer=e.storeMultisampledDepthBuffer,this.storeMultisampledStencilBuffer=e.storeMultisampledStencilBuffer,e.depthTexture!==null)if(e.depthTexture.renderTarget===e){let t=e.depthTexture.clone();t.renderTarget=null,this.depthTexture=t}else this.depthTexture=e.depthTexture;else this.depthTexture=null;return this.samples=e.samples,this.multiview=e.multiview,this.useArrayDepthTexture=e.useArrayDepthTexture,this}dispose(){this.dispatchEvent({type:"dispose"})}},ks=class extends Sd{constructor(e=1,t=1,i={}){super(e,t,i),this.isWebGLRenderTarget=!0}},nf=class extends Ts{constructor(e=null,t=1,i=1,r=1){super(null),this.isDataArrayTexture=!0,this.image={data:e,width:t,height:i,depth:r},this.magFilter=Vr,this.minFilter=Vr,this.wrapR=Za,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1,this.layerUpdates=new Set}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}addLayerUpdate(e){this.layerUpdates.add(e)}clearLayerUpdates(){this.layerUpdates.clear()}};var bd=class extends Ts{constructor(e=null,t=1,i=1,r=1){super(null),this.isData3DTexture=!0,this.image={data:e,width:t,height:i,depth:r},this.magFilter=Vr,this.minFilter=Vr,this.wrapR=Za,this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}copy(e){return super.copy(e),this.wrapR=e.wrapR,this}};var Ji=class n{static{this.prototype.isMatrix4=!0}constructor(e,t,i,r,s,a,o,c,l,u,h,f,p,v,M,m){this.elements=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1],e!==void 0&&this.set(e,t,i,r,s,a,o,c,l,u,h,f,p,v,M,m)}set(e,t,i,r,s,a,o,c,l,u,h,f,p,v,M,m){let g=this.elements;return g[0]=e,g[4]=t,g[8]=i,g[12]=r,g[1]=s,g[5]=a,g[9]=o,g[13]=c,g[2]=l,g[6]=u,g[10]=h,g[14]=f,g[3]=p,g[7]=v,g[11]=M,g[15]=m,this}identity(){return this.set(1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1),this}clone(){return new n().fromArray(this.elements)}copy(e){let t=this.elements,i=e.elements;return t[0]=i[0],t[1]=i[1],t[2]=i[2],t[3]=i[3],t[4]=i[4],t[5]=i[5],t[6]=i[6],t[7]=i[7],t[8]=i[8],t[9]=i[9],t[10]=i[10],t[11]=i[11],t[12]=i[12],t[13]=i[13],t[14]=i[14],t[15]=i[15],this}copyPosition(e){let t=this.elements,i=e.elements;return t[12]=i[12],t[13]=i[13],t[14]=i[14],this}setFromMatrix3(e){let t=e.elements;return this.set(t[0],t[3],t[6],0,t[1],t[4],t[7],0,t[2],t[5],t[8],0,0,0,0,1),this}extractBasis(e,t,i){return this.determinantAffine()===0?(e.set(1,0,0),t.set(0,1,0),i.set(0,0,1),this):(e.setFromMatrixColumn(this,0),t.setFromMatrixColumn(this,1),i.setFromMatrixColumn(this,2),this)}makeBasis(e,t,i){return this.set(e.x,t.x,i.x,0,e.y,t.y,i.y,0,e.z,t.z,i.z,0,0,0,0,1),this}extractRotation(e){if(e.determinantAffine()===0)return this.identity();let t=this.elements,i=e.elements,r=1/yc.setFromMatrixColumn(e,0).length(),s=1/yc.setFromMatrixColumn(e,1).length(),a=1/yc.setFromMatrixColumn(e,2).length();return t[0]=i[0]*r,t[1]=i[1]*r,t[2]=i[2]*r,t[3]=0,t[4]=i[4]*s,t[5]=i[5]*s,t[6]=i[6]*s,t[7]=0,t[8]=i[8]*a,t[9]=i[9]*a,t[10]=i[10]*a,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromEuler(e){let t=this.elements,i=e.x,r=e.y,s=e.z,a=Math.cos(i),o=Math.sin(i),c=Math.cos(r),l=Math.sin(r),u=Math.cos(s),h=Math.sin(s);if(e.order==="XYZ"){let f=a*u,p=a*h,v=o*u,M=o*h;t[0]=c*u,t[4]=-c*h,t[8]=l,t[1]=p+v*l,t[5]=f-M*l,t[9]=-o*c,t[2]=M-f*l,t[6]=v+p*l,t[10]=a*c}else if(e.order==="YXZ"){let f=c*u,p=c*h,v=l*u,M=l*h;t[0]=f+M*o,t[4]=v*o-p,t[8]=a*l,t[1]=a*h,t[5]=a*u,t[9]=-o,t[2]=p*o-v,t[6]=M+f*o,t[10]=a*c}else if(e.order==="ZXY"){let f=c*u,p=c*h,v=l*u,M=l*h;t[0]=f-M*o,t[4]=-a*h,t[8]=v+p*o,t[1]=p+v*o,t[5]=a*u,t[9]=M-f*o,t[2]=-a*l,t[6]=o,t[10]=a*c}else if(e.order==="ZYX"){let f=a*u,p=a*h,v=o*u,M=o*h;t[0]=c*u,t[4]=v*l-p,t[8]=f*l+M,t[1]=c*h,t[5]=M*l+f,t[9]=p*l-v,t[2]=-l,t[6]=o*c,t[10]=a*c}else if(e.order==="YZX"){let f=a*c,p=a*l,v=o*c,M=o*l;t[0]=c*u,t[4]=M-f*h,t[8]=v*h+p,t[1]=h,t[5]=a*u,t[9]=-o*u,t[2]=-l*u,t[6]=p*h+v,t[10]=f-M*h}else if(e.order==="XZY"){let f=a*c,p=a*l,v=o*c,M=o*l;t[0]=c*u,t[4]=-h,t[8]=l*u,t[1]=f*h+M,t[5]=a*u,t[9]=p*h-v,t[2]=v*h-p,t[6]=o*u,t[10]=M*h+f}return t[3]=0,t[7]=0,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,this}makeRotationFromQuaternion(e){return this.compose(zA,e,GA)}lookAt(e,t,i){let r=this.elements;return Ns.subVectors(e,t),Ns.lengthSq()===0&&(Ns.z=1),Ns.normalize(),el.crossVectors(i,Ns),el.lengthSq()===0&&(Math.abs(i.z)===1?Ns.x+=1e-4:Ns.z+=1e-4,Ns.normalize(),el.crossVectors(i,Ns)),el.normalize(),Vh.crossVectors(Ns,el),r[0]=el.x,r[4]=Vh.x,r[8]=Ns.x,r[1]=el.y,r[5]=Vh.y,r[9]=Ns.y,r[2]=el.z,r[6]=Vh.z,r[10]=Ns.z,this}multiply(e){return this.multiplyMatrices(this,e)}premultiply(e){return this.multiplyMatrices(e,this)}multiplyMatrices(e,t){let i=e.elements,r=t.elements,s=this.elements,a=i[0],o=i[4],c=i[8],l=i[12],u=i[1],h=i[5],f=i[9],p=i[13],v=i[2],M=i[6],m=i[10],g=i[14],S=i[3],T=i[7],b=i[11],D=i[15],C=r[0],x=r[4],A=r[8],j=r[12],W=r[1],H=r[5],te=r[9],ee=r[13],k=r[2],ie=r[6],pe=r[10],$=r[14],Oe=r[3],he=r[7],Se=r[11],re=r[15];return s[0]=a*C+o*W+c*k+l*Oe,s[4]=a*x+o*H+c*ie+l*he,s[8]=a*A+o*te+c*pe+l*Se,s[12]=a*j+o*ee+c*$+l*re,s[1]=u*C+h*W+f*k+p*Oe,s[5]=u*x+h*H+f*ie+p*he,s[9]=u*A+h*te+f*pe+p*Se,s[13]=u*j+h*ee+f*$+p*re,s[2]=v*C+M*W+m*k+g*Oe,s[6]=v*x+M*H+m*ie+g*he,s[10]=v*A+M*te+m*pe+g*Se,s[14]=v*j+M*ee+m*$+g*re,s[3]=S*C+T*W+b*k+D*Oe,s[7]=S*x+T*H+b*ie+D*he,s[11]=S*A+T*te+b*pe+D*Se,s[15]=S*j+T*ee+b*$+D*re,this}multiplyScalar(e){let t=this.elements;return t[0]*=e,t[4]*=e,t[8]*=e,t[12]*=e,t[1]*=e,t[5]*=e,t[9]*=e,t[13]*=e,t[2]*=e,t[6]*=e,t[10]*=e,t[14]*=e,t[3]*=e,t[7]*=e,t[11]*=e,t[15]*=e,this}determinant(){let e=this.elements,t=e[0],i=e[4],r=e[8],s=e[12],a=e[1],o=e[5],c=e[9],l=e[13],u=e[2],h=e[6],f=e[10],p=e[14],v=e[3],M=e[7],m=e[11],g=e[15],S=c*p-l*f,T=o*p-l*h,b=o*f-c*h,D=a*p-l*u,C=a*f-c*u,x=a*h-o*u;return t*(M*S-m*T+g*b)-i*(v*S-m*D+g*C)+r*(v*T-M*D+g*x)-s*(v*b-M*C+m*x)}determinantAffine(){let e=this.elements,t=e[0],i=e[4],r=e[8],s=e[1],a=e[5],o=e[9],c=e[2],l=e[6],u=e[10];return t*(a*u-o*l)-i*(s*u-o*c)+r*(s*l-a*c)}transpose(){let e=this.elements,t;return t=e[1],e[1]=e[4],e[4]=t,t=e[2],e[2]=e[8],e[8]=t,t=e[6],e[6]=e[9],e[9]=t,t=e[3],e[3]=e[12],e[12]=t,t=e[7],e[7]=e[13],e[13]=t,t=e[11],e[11]=e[14],e[14]=t,this}setPosition(e,t,i){let r=this.elements;return e.isVector3?(r[12]=e.x,r[13]=e.y,r[14]=e.z):(r[12]=e,r[13]=t,r[14]=i),this}invert(){let e=this.elements,t=e[0],i=e[1],r=e[2],s=e[3],a=e[4],o=e[5],c=e[6],l=e[7],u=e[8],h=e[9],f=e[10],p=e[11],v=e[12],M=e[13],m=e[14],g=e[15],S=t*o-i*a,T=t*c-r*a,b=t*l-s*a,D=i*c-r*o,C=i*l-s*o,x=r*l-s*c,A=u*M-h*v,j=u*m-f*v,W=u*g-p*v,H=h*m-f*M,te=h*g-p*M,ee=f*g-p*m,k=S*ee-T*te+b*H+D*W-C*j+x*A;if(k===0)return this.set(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0);let ie=1/k;return e[0]=(o*ee-c*te+l*H)*ie,e[1]=(r*te-i*ee-s*H)*ie,e[2]=(M*x-m*C+g*D)*ie,e[3]=(f*C-h*x-p*D)*ie,e[4]=(c*W-a*ee-l*j)*ie,e[5]=(t*ee-r*W+s*j)*ie,e[6]=(m*b-v*x-g*T)*ie,e[7]=(u*x-f*b+p*T)*ie,e[8]=(a*te-o*W+l*A)*ie,e[9]=(i*W-t*te-s*A)*ie,e[10]=(v*C-M*b+g*S)*ie,e[11]=(h*b-u*C-p*S)*ie,e[12]=(o*j-a*H-c*A)*ie,e[13]=(t*H-i*j+r*A)*ie,e[14]=(M*T-v*D-m*S)*ie,e[15]=(u*D-h*T+f*S)*ie,this}scale(e){let t=this.elements,i=e.x,r=e.y,s=e.z;return t[0]*=i,t[4]*=r,t[8]*=s,t[1]*=i,t[5]*=r,t[9]*=s,t[2]*=i,t[6]*=r,t[10]*=s,t[3]*=i,t[7]*=r,t[11]*=s,this}getMaxScaleOnAxis(){let e=this.elements,t=e[0]*e[0]+e[1]*e[1]+e[2]*e[2],i=e[4]*e[4]+e[5]*e[5]+e[6]*e[6],r=e[8]*e[8]+e[9]*e[9]+e[10]*e[10];return Math.sqrt(Math.max(t,i,r))}makeTranslation(e,t,i){return e.isVector3?this.set(1,0,0,e.x,0,1,0,e.y,0,0,1,e.z,0,0,0,1):this.set(1,0,0,e,0,1,0,t,0,0,1,i,0,0,0,1),this}makeRotationX(e){let t=Math.cos(e),i=Math.sin(e);return this.set(1,0,0,0,0,t,-i,0,0,i,t,0,0,0,0,1),this}makeRotationY(e){let t=Math.cos(e),i=Math.sin(e);return this.set(t,0,i,0,0,1,0,0,-i,0,t,0,0,0,0,1),this}makeRotationZ(e){let t=Math.cos(e),i=Math.sin(e);return this.set(t,-i,0,0,i,t,0,0,0,0,1,0,0,0,0,1),this}makeRotationAxis(e,t){let i=Math.cos(t),r=Math.sin(t),s=1-i,a=e.x,o=e.y,c=e.z,l=s*a,u=s*o;return this.set(l*a+i,l*o-r*c,l*c+r*o,0,l*o+r*c,u*o+i,u*c-r*a,0,l*c-r*o,u*c+r*a,s*c*c+i,0,0,0,0,1),this}makeScale(e,t,i){return this.set(e,0,0,0,0,t,0,0,0,0,i,0,0,0,0,1),this}makeShear(e,t,i,r,s,a){return this.set(1,i,s,0,e,1,a,0,t,r,1,0,0,0,0,1),this}compose(e,t,i){let r=this.elements,s=t._x,a=t._y,o=t._z,c=t._w,l=s+s,u=a+a,h=o+o,f=s*l,p=s*u,v=s*h,M=a*u,m=a*h,g=o*h,S=c*l,T=c*u,b=c*h,D=i.x,C=i.y,x=i.z;return r[0]=(1-(M+g))*D,r[1]=(p+b)*D,r[2]=(v-T)*D,r[3]=0,r[4]=(p-b)*C,r[5]=(1-(f+g))*C,r[6]=(m+S)*C,r[7]=0,r[8]=(v+T)*x,r[9]=(m-S)*x,r[10]=(1-(f+M))*x,r[11]=0,r[12]=e.x,r[13]=e.y,r[14]=e.z,r[15]=1,this}decompose(e,t,i){let r=this.elements;e.x=r[12],e.y=r[13],e.z=r[14];let s=this.determinantAffine();if(s===0)return i.set(1,1,1),t.identity(),this;let a=yc.set(r[0],r[1],r[2]).length(),o=yc.set(r[4],r[5],r[6]).length(),c=yc.set(r[8],r[9],r[10]).length();s<0&&(a=-a),_a.copy(this);let l=1/a,u=1/o,h=1/c;return _a.elements[0]*=l,_a.elements[1]*=l,_a.elements[2]*=l,_a.elements[4]*=u,_a.elements[5]*=u,_a.elements[6]*=u,_a.elements[8]*=h,_a.elements[9]*=h,_a.elements[10]*=h,t.setFromRotationMatrix(_a),i.x=a,i.y=o,i.z=c,this}makePerspective(e,t,i,r,s,a,o=ia,c=!1){let l=this.elements,u=2*s/(t-e),h=2*s/(i-r),f=(t+e)/(t-e),p=(i+r)/(i-r),v,M;if(c)v=s/(a-s),M=a*s/(a-s);else if(o===ia)v=-(a+s)/(a-s),M=-2*a*s/(a-s);else if(o===Nc)v=-a/(a-s),M=-a*s/(a-s);else throw new Error("THREE.Matrix4.makePerspective(): Invalid coordinate system: "+o);return l[0]=u,l[4]=0,l[8]=f,l[12]=0,l[1]=0,l[5]=h,l[9]=p,l[13]=0,l[2]=0,l[6]=0,l[10]=v,l[14]=M,l[3]=0,l[7]=0,l[11]=-1,l[15]=0,this}makeOrthographic(e,t,i,r,s,a,o=ia,c=!1){let l=this.elements,u=2/(t-e),h=2/(i-r),f=-(t+e)/(t-e),p=-(i+r)/(i-r),v,M;if(c)v=1/(a-s),M=a/(a-s);else if(o===ia)v=-2/(a-s),M=-(a+s)/(a-s);else if(o===Nc)v=-1/(a-s),M=-s/(a-s);else throw new Error("THREE.Matrix4.makeOrthographic(): Invalid coordinate system: "+o);return l[0]=u,l[4]=0,l[8]=0,l[12]=f,l[1]=0,l[5]=h,l[9]=0,l[13]=p,l[2]=0,l[6]=0,l[10]=v,l[14]=M,l[3]=0,l[7]=0,l[11]=0,l[15]=1,this}equals(e){let t=this.elements,i=e.elements;for(let r=0;r<16;r++)if(t[r]!==i[r])return!1;return!0}fromArray(e,t=0){for(let i=0;i<16;i++)this.elements[i]=e[i+t];return this}toArray(e=[],t=0){let i=this.elements;return e[t]=i[0],e[t+1]=i[1],e[t+2]=i[2],e[t+3]=i[3],e[t+4]=i[4],e[t+5]=i[5],e[t+6]=i[6],e[t+7]=i[7],e[t+8]=i[8],e[t+9]=i[9],e[t+10]=i[10],e[t+11]=i[11],e[t+12]=i[12],e[t+13]=i[13],e[t+14]=i[14],e[t+15]=i[15],e}},yc=new Ie,_a=new Ji,zA=new Ie(0,0,0),GA=new Ie(1,1,1),el=new Ie,Vh=new Ie,Ns=new Ie,kv=new Ji,zv=new Bs,yo=class n{constructor(e=0,t=0,i=0,r=n.DEFAULT_ORDER){this.isEuler=!0,this._x=e,this._y=t,this._z=i,this._order=r}get x(){return this._x}set x(e){this._x=e,this._onChangeCallback()}get y(){return this._y}set y(e){this._y=e,this._onChangeCallback()}get z(){return this._z}set z(e){this._z=e,this._onChangeCallback()}get order(){return this._order}set order(e){this._order=e,this._onChangeCallback()}set(e,t,i,r=this._order){return this._x=e,this._y=t,this._z=i,this._order=r,this._onChangeCallback(),this}clone(){return new this.constructor(this._x,this._y,this._z,this._order)}copy(e){return this._x=e._x,this._y=e._y,this._z=e._z,this._order=e._order,this._onChangeCallback(),this}setFromRotationMatrix(e,t=this._order,i=!0){let r=e.elements,s=r[0],a=r[4],o=r[8],c=r[1],l=r[5],u=r[9],h=r[2],f=r[6],p=r[10];switch(t){case"XYZ":this._y=Math.asin(jn(o,-1,1)),Math.abs(o)<.9999999?(this._x=Math.atan2(-u,p),this._z=Math.atan2(-a,s)):(this._x=Math.atan2(f,l),this._z=0);break;case"YXZ":this._x=Math.asin(-jn(u,-1,1)),Math.abs(u)<.9999999?(this._y=Math.atan2(o,p),this._z=Math.atan2(c,l)):(this._y=Math.atan2(-h,s),this._z=0);break;case"ZXY":this._x=Math.asin(jn(f,-1,1)),Math.abs(f)<.9999999?(this._y=Math.atan2(-h,p),this._z=Math.atan2(-a,l)):(this._y=0,this._z=Math.atan2(c,s));break;case"ZYX":this._y=Math.asin(-jn(h,-1,1)),Math.abs(h)<.9999999?(this._x=Math.atan2(f,p),this._z=Math.atan2(c,s)):(this._x=0,this._z=Math.atan2(-a,l));break;case"YZX":this._z=Math.asin(jn(c,-1,1)),Math.abs(c)<.9999999?(this._x=Math.atan2(-u,l),this._y=Math.atan2(-h,s)):(this._x=0,this._y=Math.atan2(o,p));break;case"XZY":this._z=Math.asin(-jn(a,-1,1)),Math.abs(a)<.9999999?(this._x=Math.atan2(f,l),this._y=Math.atan2(o,s)):(this._x=Math.atan2(-u,p),this._y=0);break;default:Fn("Euler: .setFromRotationMatrix() encountered an unknown order: "+t)}return this._order=t,i===!0&&this._onChangeCallback(),this}setFromQuaternion(e,t,i){return kv.makeRotationFromQuaternion(e),this.setFromRotationMatrix(kv,t,i)}setFromVector3(e,t=this._order){return this.set(e.x,e.y,e.z,t)}reorder(e){return zv.setFromEuler(this),this.setFromQuaternion(zv,e)}equals(e){return e._x===this._x&&e._y===this._y&&e._z===this._z&&e._order===this._order}fromArray(e){return this._x=e[0],this._y=e[1],this._z=e[2],e[3]!==void 0&&(this._order=e[3]),this._onChangeCallback(),this}toArray(e=[],t=0){return e[t]=this._x,e[t+1]=this._y,e[t+2]=this._z,e[t+3]=this._order,e}_onChange(e){return this._onChangeCallback=e,this}_onChangeCallback(){}*[Symbol.iterator](){yield this._x,yield this._y,yield this._z,yield this._order}};yo.DEFAULT_ORDER="XYZ";var rf=class{constructor(){this.mask=1}set(e){this.mask=(1<<e|0)>>>0}enable(e){this.mask|=1<<e|0}enableAll(){this.mask=-1}toggle(e){this.mask^=1<<e|0}disable(e){this.mask&=~(1<<e|0)}disableAll(){this.mask=0}test(e){return(this.mask&e.mask)!==0}isEnabled(e){return(this.mask&(1<<e|0))!==0}},VA=0,Gv=new Ie,Sc=new Bs,ho=new Ji,Hh=new Ie,Xu=new Ie,HA=new Ie,WA=new Bs,Vv=new Ie(1,0,0),Hv=new Ie(0,1,0),Wv=new Ie(0,0,1),Xv={type:"added"},XA={type:"removed"},bc={type:"childadded",child:null},Ig={type:"childremoved",child:null},ms=class n extends Sa{constructor(){super(),this.isObject3D=!0,Object.defineProperty(this,"id",{value:VA++}),this.uuid=$c(),this.name="",this.type="Object3D",this.parent=null,this.children=[],this.up=n.DEFAULT_UP.clone();let e=new Ie,t=new yo,i=new Bs,r=new Ie(1,1,1);function s(){i.setFromEuler(t,!1)}function a(){t.setFromQuaternion(i,void 0,!1)}t._onChange(s),i._onChange(a),Object.defineProperties(this,{position:{configurable:!0,enumerable:!0,value:e},rotation:{configurable:!0,enumerable:!0,value:t},quaternion:{configurable:!0,enumerable:!0,value:i},scale:{configurable:!0,enumerable:!0,value:r},modelViewMatrix:{value:new Ji},normalMatrix:{value:new Vn}}),this.matrix=new Ji,this.matrixWorld=new Ji,this.matrixAutoUpdate=n.DEFAULT_MATRIX_AUTO_UPDATE,this.matrixWorldAutoUpdate=n.DEFAULT_MATRIX_WORLD_AUTO_UPDATE,this.matrixWorldNeedsUpdate=!1,this.layers=new rf,this.visible=!0,this.castShadow=!1,this.receiveShadow=!1,this.frustumCulled=!0,this.renderOrder=0,this.animations=[],this.customDepthMaterial=void 0,this.customDistanceMaterial=void 0,this.static=!1,this.userData={},this.pivot=null}onBeforeShadow(){}onAfterShadow(){}onBeforeRender(){}onAfterRender(){}applyMatrix4(e){this.matrixAutoUpdate&&this.updateMatrix(),this.matrix.premultiply(e),this.matrix.decompose(this.position,this.quaternion,this.scale),this.pivot!==null&&this.position.copy(this.pivot).applyMatrix4(this.matrix).sub(this.pivot)}applyQuaternion(e){return this.quaternion.premultiply(e),this}setRotationFromAxisAngle(e,t){this.quaternion.setFromAxisAngle(e,t)}setRotationFromEuler(e){this.quaternion.setFromEuler(e,!0)}setRotationFromMatrix(e){this.quaternion.setFromRotationMatrix(e)}setRotationFromQuaternion(e){this.quaternion.copy(e)}rotateOnAxis(e,t){return Sc.setFromAxisAngle(e,t),this.quaternion.multiply(Sc),this}rotateOnWorldAxis(e,t){return Sc.setFromAxisAngle(e,t),this.quaternion.premultiply(Sc),this}rotateX(e){return this.rotateOnAxis(Vv,e)}rotateY(e){return this.rotateOnAxis(Hv,e)}rotateZ(e){return this.rotateOnAxis(Wv,e)}translateOnAxis(e,t){return Gv.copy(e).applyQuaternion(this.quaternion),this.position.add(Gv.multiplyScalar(t)),this}translateX(e){return this.translateOnAxis(Vv,e)}translateY(e){return this.translateOnAxis(Hv,e)}translateZ(e){return this.translateOnAxis(Wv,e)}localToWorld(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(this.matrixWorld)}worldToLocal(e){return this.updateWorldMatrix(!0,!1),e.applyMatrix4(ho.copy(this.matrixWorld).invert())}lookAt(e,t,i){e.isVector3?Hh.copy(e):Hh.set(e,t,i);let r=this.parent;this.updateWorldMatrix(!0,!1),Xu.setFromMatrixPosition(this.matrixWorld),this.isCamera||this.isLight?ho.lookAt(Xu,Hh,this.up):ho.lookAt(Hh,Xu,this.up),this.quaternion.setFromRotationMatrix(ho),r&&(ho.extractRotation(r.matrixWorld),Sc.setFromRotationMatrix(ho),this.quaternion.premultiply(Sc.invert()))}add(e){if(arguments.length>1){for(let t=0;t<arguments.length;t++)this.add(arguments[t]);return this}return e===this?(Un("Object3D.add: object can't be added as a child of itself.",e),this):(e&&e.isObject3D?(e.removeFromParent(),e.parent=this,this.children.push(e),e.dispatchEvent(Xv),bc.child=e,this.dispatchEvent(bc),bc.child=null):Un("Object3D.add: object not an instance of THREE.Object3D.",e),this)}remove(e){if(arguments.length>1){for(let i=0;i<arguments.length;i++)this.remove(arguments[i]);return this}let t=this.children.indexOf(e);return t!==-1&&(e.parent=null,this.children.splice(t,1),e.dispatchEvent(XA),Ig.child=e,this.dispatchEvent(Ig),Ig.child=null),this}removeFromParent(){let e=this.parent;return e!==null&&e.remove(this),this}clear(){return this.remove(...this.children)}attach(e){return this.updateWorldMatrix(!0,!1),ho.copy(this.matrixWorld).invert(),e.parent!==null&&(e.parent.updateWorldMatrix(!0,!1),ho.multiply(e.parent.matrixWorld)),e.applyMatrix4(ho),e.removeFromParent(),e.parent=this,this.children.push(e),e.updateWorldMatrix(!1,!0),e.dispatchEvent(Xv),bc.child=e,this.dispatchEvent(bc),bc.child=null,this}getObjectById(e){return this.getObjectByProperty("id",e)}getObjectByName(e){return this.getObjectByProperty("name",e)}getObjectByProperty(e,t){if(this[e]===t)return this;for(let i=0,r=this.children.length;i<r;i++){let a=this.children[i].getObjectByProperty(e,t);if(a!==void 0)return a}}getObjectsByProperty(e,t,i=[]){this[e]===t&&i.push(this);let r=this.children;for(let s=0,a=r.length;s<a;s++)r[s].getObjectsByProperty(e,t,i);return i}getWorldPosition(e){return this.updateWorldMatrix(!0,!1),e.setFromMatrixPosition(this.matrixWorld)}getWorldQuaternion(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(Xu,e,HA),e}getWorldScale(e){return this.updateWorldMatrix(!0,!1),this.matrixWorld.decompose(Xu,WA,e),e}getWorldDirection(e){this.updateWorldMatrix(!0,!1);let t=this.matrixWorld.elements;return e.set(t[8],t[9],t[10]).normalize()}raycast(){}intersectsFrustum(){return!0}traverse(e){e(this);let t=this.children;for(let i=0,r=t.length;i<r;i++)t[i].traverse(e)}traverseVisible(e){if(this.visible===!1)return;e(this);let t=this.children;for(let i=0,r=t.length;i<r;i++)t[i].traverseVisible(e)}traverseAncestors(e){let t=this.parent;t!==null&&(e(t),t.traverseAncestors(e))}updateMatrix(){this.matrix.compose(this.position,this.quaternion,this.scale);let e=this.pivot;if(e!==null){let t=e.x,i=e.y,r=e.z,s=this.matrix.elements;s[12]+=t-s[0]*t-s[4]*i-s[8]*r,s[13]+=i-s[1]*t-s[5]*i-s[9]*r,s[14]+=r-s[2]*t-s[6]*i-s[10]*r}this.matrixWorldNeedsUpdate=!0}updateMatrixWorld(e){this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||e)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,e=!0);let t=this.children;for(let i=0,r=t.length;i<r;i++)t[i].updateMatrixWorld(e)}updateWorldMatrix(e,t,i=!1){let r=this.parent;if(e===!0&&r!==null&&r.updateWorldMatrix(!0,!1),this.matrixAutoUpdate&&this.updateMatrix(),(this.matrixWorldNeedsUpdate||i)&&(this.matrixWorldAutoUpdate===!0&&(this.parent===null?this.matrixWorld.copy(this.matrix):this.matrixWorld.multiplyMatrices(this.parent.matrixWorld,this.matrix)),this.matrixWorldNeedsUpdate=!1,i=!0),t===!0){let s=this.children;for(let a=0,o=s.length;a<o;a++)s[a].updateWorldMatrix(!1,!0,i)}}toJSON(e){let t=e===void 0||typeof e=="string",i={};t&&(e={geometries:{},materials:{},textures:{},images:{},shapes:{},skeletons:{},animations:{},nodes:{}},i.metadata={version:4.7,type:"Object",generator:"Object3D.toJSON"});let r={};r.uuid=this.uuid,r.type=this.type,r.name=this.name,r.castShadow=this.castShadow,r.receiveShadow=this.receiveShadow,r.visible=this.visible,r.frustumCulled=this.frustumCulled,r.renderOrder=this.renderOrder,r.static=this.static,r.matrixAutoUpdate=this.matrixAutoUpdate,Object.keys(this.userData).length>0&&(r.userData=this.userData),r.layers=this.layers.mask,r.matrix=this.matrix.toArray(),r.up=this.up.toArray(),this.pivot!==null&&(r.pivot=this.pivot.toArray()),this.morphTargetDictionary!==void 0&&(r.morphTargetDictionary=Object.assign({},this.morphTargetDictionary)),this.morphTargetInfluences!==void 0&&(r.morphTargetInfluences=this.morphTargetInfluences.slice()),this.isInstancedMesh&&(r.type="InstancedMesh",r.count=this.count,r.instanceMatrix=this.instanceMatrix.toJSON(),this.instanceColor!==null&&(r.instanceColor=this.instanceColor.toJSON())),this.isBatchedMesh&&(r.type="BatchedMesh",r.perObjectFrustumCulled=this.perObjectFrustumCulled,r.sortObjects=this.sortObjects,r.drawRanges=this._drawRanges,r.reservedRanges=this._reservedRanges,r.geometryInfo=this._geometryInfo.map(o=>({...o,boundingBox:o.boundingBox?o.boundingBox.toJSON():void 0,boundingSphere:o.boundingSphere?o.boundingSphere.toJSON():void 0})),r.instanceInfo=this._instanceInfo.map(o=>({...o})),r.availableInstanceIds=this._availableInstanceIds.slice(),r.availableGeometryIds=this._availableGeometryIds.slice(),r.nextIndexStart=this._nextIndexStart,r.nextVertexStart=this._nextVertexStart,r.geometryCount=this._geometryCount,r.maxInstanceCount=this._maxInstanceCount,r.maxVertexCount=this._maxVertexCount,r.maxIndexCount=this._maxIndexCount,r.geometryInitialized=this._geometryInitialized,r.matricesTexture=this._matricesTexture.toJSON(e),r.indirectTexture=this._indirectTexture.toJSON(e),this._colorsTexture!==null&&(r.colorsTexture=this._colorsTexture.toJSON(e)),this.boundingSphere!==null&&(r.boundingSphere=this.boundingSphere.toJSON()),this.boundingBox!==null&&(r.boundingBox=this.boundingBox.toJSON()));function s(o,c){return o[c.uuid]===void 0&&(o[c.uuid]=c.toJSON(e)),c.uuid}if(this.isScene)this.background&&(this.background.isColor?r.background=this.background.toJSON():this.background.isTexture&&(r.background=this.background.toJSON(e).uuid)),this.environment&&this.environment.isTexture&&this.environment.isRenderTargetTexture!==!0&&(r.environment=this.environment.toJSON(e).uuid);else if(this.isMesh||this.isLine||this.isPoints){r.geometry=s(e.geometries,this.geometry);let o=this.geometry.parameters;if(o!==void 0&&o.shapes!==void 0){let c=o.shapes;if(Array.isArray(c))for(let l=0,u=c.length;l<u;l++){let h=c[l];s(e.shapes,h)}else s(e.shapes,c)}}if(this.isSkinnedMesh&&(r.bindMode=this.bindMode,r.bindMatrix=this.bindMatrix.toArray(),this.skeleton!==void 0&&(s(e.skeletons,this.skeleton),r.skeleton=this.skeleton.uuid)),this.material!==void 0)if(Array.isArray(this.material)){let o=[];for(let c=0,l=this.material.length;c<l;c++)o.push(s(e.materials,this.material[c]));r.material=o}else r.material=s(e.materials,this.material);if(this.children.length>0){r.children=[];for(let o=0;o<this.children.length;o++)r.children.push(this.children[o].toJSON(e).object)}if(this.animations.length>0){r.animations=[];for(let o=0;o<this.animations.length;o++){let c=this.animations[o];r.animations.push(s(e.animations,c))}}if(t){let o=a(e.geometries),c=a(e.materials),l=a(e.textures),u=a(e.images),h=a(e.shapes),f=a(e.skeletons),p=a(e.animations),v=a(e.nodes);o.length>0&&(i.geometries=o),c.length>0&&(i.materials=c),l.length>0&&(i.textures=l),u.length>0&&(i.images=u),h.length>0&&(i.shapes=h),f.length>0&&(i.skeletons=f),p.length>0&&(i.animations=p),v.length>0&&(i.nodes=v)}return i.object=r,i;function a(o){let c=[];for(let l in o){let u=o[l];delete u.metadata,c.push(u)}return c}}clone(e){return new this.constructor().copy(this,e)}copy(e,t=!0){if(this.name=e.name,this.up.copy(e.up),this.position.copy(e.position),this.rotation.order=e.rotation.order,this.quaternion.copy(e.quaternion),this.scale.copy(e.scale),this.pivot=e.pivot!==null?e.pivot.clone():null,this.matrix.copy(e.matrix),this.matrixWorld.copy(e.matrixWorld),this.matrixAutoUpdate=e.matrixAutoUpdate,this.matrixWorldAutoUpdate=e.matrixWorldAutoUpdate,this.matrixWorldNeedsUpdate=e.matrixWorldNeedsUpdate,this.layers.mask=e.layers.mask,this.visible=e.visible,this.castShadow=e.castShadow,this.receiveShadow=e.receiveShadow,this.frustumCulled=e.frustumCulled,this.renderOrder=e.renderOrder,this.static=e.static,this.animations=e.animations.slice(),this.userData=JSON.parse(JSON.stringify(e.userData)),t===!0)for(let i=0;i<e.children.length;i++){let r=e.children[i];this.add(r.clone())}return this}dispose(){this.dispatchEvent({type:"dispose"})}};ms.DEFAULT_UP=new Ie(0,1,0);ms.DEFAULT_MATRIX_AUTO_UPDATE=!0;ms.DEFAULT_MATRIX_WORLD_AUTO_UPDATE=!0;var Vl=class extends ms{constructor(){super(),this.isGroup=!0,this.type="Group"}},YA={type:"move"},Bc=class{constructor(){this._targetRay=null,this._grip=null,this._hand=null}getHandSpace(){return this._hand===null&&(this._hand=new Vl,this._hand.matrixAutoUpdate=!1,this._hand.visible=!1,this._hand.joints={},this._hand.inputState={pinching:!1}),this._hand}getTargetRaySpace(){return this._targetRay===null&&(this._targetRay=new Vl,this._targetRay.matrixAutoUpdate=!1,this._targetRay.visible=!1,this._targetRay.hasLinearVelocity=!1,this._targetRay.linearVelocity=new Ie,this._targetRay.hasAngularVelocity=!1,this._targetRay.angularVelocity=new Ie),this._targetRay}getGripSpace(){return this._grip===null&&(this._grip=new Vl,this._grip.matrixAutoUpdate=!1,this._grip.visible=!1,this._grip.hasLinearVelocity=!1,this._grip.linearVelocity=new Ie,this._grip.hasAngularVelocity=!1,this._grip.angularVelocity=new Ie,this._grip.eventsEnabled=!1),this._grip}dispatchEvent(e){return this._targetRay!==null&&this._targetRay.dispatchEvent(e),this._grip!==null&&this._grip.dispatchEvent(e),this._hand!==null&&this._hand.dispatchEvent(e),this}connect(e){if(e&&e.hand){let t=this._hand;if(t)for(let i of e.hand.values())this._getHandJoint(t,i)}return this.dispatchEvent({type:"connected",data:e}),this}disconnect(e){return this.dispatchEvent({type:"disconnected",data:e}),this._targetRay!==null&&(this._targetRay.visible=!1),this._grip!==null&&(this._grip.visible=!1),this._hand!==null&&(this._hand.visible=!1),this}update(e,t,i){let r=null,s=null,a=null,o=this._targetRay,c=this._grip,l=this._hand;if(e&&t.session.visibilityState!=="visible-blurred"){if(l&&e.hand){a=!0;for(let M of e.hand.values()){let m=t.getJointPose(M,i),g=this._getHandJoint(l,M);m!==null&&(g.matrix.fromArray(m.transform.matrix),g.matrix.decompose(g.position,g.quaternion,g.scale),g.matrixWorldNeedsUpdate=!0,g.jointRadius=m.radius),g.visible=m!==null}let u=l.joints["index-finger-tip"],h=l.joints["thumb-tip"],f=u.position.distanceTo(h.position),p=.02,v=.005;l.inputState.pinching&&f>p+v?(l.inputState.pinching=!1,this.dispatchEvent({type:"pinchend",handedness:e.handedness,target:this})):!l.inputState.pinching&&f<=p-v&&(l.inputState.pinching=!0,this.dispatchEvent({type:"pinchstart",handedness:e.handedness,target:this}))}else c!==null&&e.gripSpace&&(s=t.getPose(e.gripSpace,i),s!==null&&(c.matrix.fromArray(s.transform.matrix),c.matrix.decompose(c.position,c.quaternion,c.scale),c.matrixWorldNeedsUpdate=!0,s.linearVelocity?(c.hasLinearVelocity=!0,c.linearVelocity.copy(s.linearVelocity)):c.hasLinearVelocity=!1,s.angularVelocity?(c.hasAngularVelocity=!0,c.angularVelocity.copy(s.angularVelocity)):c.hasAngularVelocity=!1,c.eventsEnabled&&c.dispatchEvent({type:"gripUpdated",data:e,target:this})));o!==null&&(r=t.getPose(e.targetRaySpace,i),r===null&&s!==null&&(r=s),r!==null&&(o.matrix.fromArray(r.transform.matrix),o.matrix.decompose(o.position,o.quaternion,o.scale),o.matrixWorldNeedsUpdate=!0,r.linearVelocity?(o.hasLinearVelocity=!0,o.linearVelocity.copy(r.linearVelocity)):o.hasLinearVelocity=!1,r.angularVelocity?(o.hasAngularVelocity=!0,o.angularVelocity.copy(r.angularVelocity)):o.hasAngularVelocity=!1,this.dispatchEvent(YA)))}return o!==null&&(o.visible=r!==null),c!==null&&(c.visible=s!==null),l!==null&&(l.visible=a!==null),this}_getHandJoint(e,t){if(e.joints[t.jointName]===void 0){let i=new Vl;i.matrixAutoUpdate=!1,i.visible=!1,e.joints[t.jointName]=i,e.add(i)}return e.joints[t.jointName]}},Hx={aliceblue:15792383,antiquewhite:16444375,aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074},tl={h:0,s:0,l:0},Wh={h:0,s:0,l:0};function Lg(n,e,t){return t<0&&(t+=1),t>1&&(t-=1),t<1/6?n+(e-n)*6*t:t<1/2?e:t<2/3?n+(e-n)*6*(2/3-t):n}var ei=class{constructor(e,t,i){return this.isColor=!0,this.r=1,this.g=1,this.b=1,this.set(e,t,i)}set(e,t,i){if(t===void 0&&i===void 0){let r=e;r&&r.isColor?this.copy(r):typeof r=="number"?this.setHex(r):typeof r=="string"&&this.setStyle(r)}else this.setRGB(e,t,i);return this}setScalar(e){return this.r=e,this.g=e,this.b=e,this}setHex(e,t=Fs){return e=Math.floor(e),this.r=(e>>16&255)/255,this.g=(e>>8&255)/255,this.b=(e&255)/255,li.colorSpaceToWorking(this,t),this}setRGB(e,t,i,r=li.workingColorSpace){return this.r=e,this.g=t,this.b=i,li.colorSpaceToWorking(this,r),this}setHSL(e,t,i,r=li.workingColorSpace){if(e=w0(e,1),t=jn(t,0,1),i=jn(i,0,1),t===0)this.r=this.g=this.b=i;else{let s=i<=.5?i*(1+t):i+t-i*t,a=2*i-s;this.r=Lg(a,s,e+1/3),this.g=Lg(a,s,e),this.b=Lg(a,s,e-1/3)}return li.colorSpaceToWorking(this,r),this}setStyle(e,t=Fs){function i(s){s!==void 0&&parseFloat(s)<1&&Fn("Color: Alpha component of "+e+" will be ignored.")}let r;if(r=/^(\w+)\(([^\)]*)\)/.exec(e)){let s,a=r[1],o=r[2];switch(a){case"rgb":case"rgba":if(s=/^\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return i(s[4]),this.setRGB(Math.min(255,parseInt(s[1],10))/255,Math.min(255,parseInt(s[2],10))/255,Math.min(255,parseInt(s[3],10))/255,t);if(s=/^\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return i(s[4]),this.setRGB(Math.min(100,parseFloat(s[1]))/100,Math.min(100,parseFloat(s[2]))/100,Math.min(100,parseFloat(s[3]))/100,t);break;case"hsl":case"hsla":if(s=/^\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+))\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*,\s*(\d+(?:\.\d+)?|\.\d+)\%\s*(?:,\s*(\d+(?:\.\d+)?|\.\d+)\s*)?$/.exec(o))return i(s[4]),this.setHSL(parseFloat(s[1])/360,parseFloat(s[2])/100,parseFloat(s[3])/100,t);break;default:Fn("Color: Unknown color model "+e)}}else if(r=/^\#([A-Fa-f\d]+)$/.exec(e)){let s=r[1],a=s.length;if(a===3)return this.setRGB(parseInt(s.charAt(0),16)/15,parseInt(s.charAt(1),16)/15,parseInt(s.charAt(2),16)/15,t);if(a===6)return this.setHex(parseInt(s,16),t);Fn("Color: Invalid hex color "+e)}else if(e&&e.length>0)return this.setColorName(e,t);return this}setColorName(e,t=Fs){let i=Hx[e.toLowerCase()];return i!==void 0?this.setHex(i,t):Fn("Color: Unknown color "+e),this}clone(){return new this.constructor(this.r,this.g,this.b)}copy(e){return this.r=e.r,this.g=e.g,this.b=e.b,this}copySRGBToLinear(e){return this.r=vo(e.r),this.g=vo(e.g),this.b=vo(e.b),this}copyLinearToSRGB(e){return this.r=Lc(e.r),this.g=Lc(e.g),this.b=Lc(e.b),this}convertSRGBToLinear(){return this.copySRGBToLinear(this),this}convertLinearToSRGB(){return this.copyLinearToSRGB(this),this}getHex(e=Fs){return li.workingToColorSpace(ss.copy(this),e),Math.round(jn(ss.r*255,0,255))*65536+Math.round(jn(ss.g*255,0,255))*256+Math.round(jn(ss.b*255,0,255))}getHexString(e=Fs){return("000000"+this.getHex(e).toString(16)).slice(-6)}getHSL(e,t=li.workingColorSpace){li.workingToColorSpace(ss.copy(this),t);let i=ss.r,r=ss.g,s=ss.b,a=Math.max(i,r,s),o=Math.min(i,r,s),c,l,u=(o+a)/2;if(o===a)c=0,l=0;else{let h=a-o;switch(l=u<=.5?h/(a+o):h/(2-a-o),a){case i:c=(r-s)/h+(r<s?6:0);break;case r:c=(s-i)/h+2;break;case s:c=(i-r)/h+4;break}c/=6}return e.h=c,e.s=l,e.l=u,e}getRGB(e,t=li.workingColorSpace){return li.workingToColorSpace(ss.copy(this),t),e.r=ss.r,e.g=ss.g,e.b=ss.b,e}getStyle(e=Fs){li.workingToColorSpace(ss.copy(this),e);let t=ss.r,i=ss.g,r=ss.b;return e!==Fs?`color(${e} ${t.toFixed(3)} ${i.toFixed(3)} ${r.toFixed(3)})`:`rgb(${Math.round(t*255)},${Math.round(i*255)},${Math.round(r*255)})`}offsetHSL(e,t,i){return this.getHSL(tl),this.setHSL(tl.h+e,tl.s+t,tl.l+i)}add(e){return this.r+=e.r,this.g+=e.g,this.b+=e.b,this}addColors(e,t){return this.r=e.r+t.r,this.g=e.g+t.g,this.b=e.b+t.b,this}addScalar(e){return this.r+=e,this.g+=e,this.b+=e,this}sub(e){return this.r=Math.max(0,this.r-e.r),this.g=Math.max(0,this.g-e.g),this.b=Math.max(0,this.b-e.b),this}multiply(e){return this.r*=e.r,this.g*=e.g,this.b*=e.b,this}multiplyScalar(e){return this.r*=e,this.g*=e,this.b*=e,this}lerp(e,t){return this.r+=(e.r-this.r)*t,this.g+=(e.g-this.g)*t,this.b+=(e.b-this.b)*t,this}lerpColors(e,t,i){return this.r=e.r+(t.r-e.r)*i,this.g=e.g+(t.g-e.g)*i,this.b=e.b+(t.b-e.b)*i,this}lerpHSL(e,t){this.getHSL(tl),e.getHSL(Wh);let i=ju(tl.h,Wh.h,t),r=ju(tl.s,Wh.s,t),s=ju(tl.l,Wh.l,t);return this.setHSL(i,r,s),this}setFromVector3(e){return this.r=e.x,this.g=e.y,this.b=e.z,this}applyMatrix3(e){let t=this.r,i=this.g,r=this.b,s=e.elements;return this.r=s[0]*t+s[3]*i+s[6]*r,this.g=s[1]*t+s[4]*i+s[7]*r,this.b=s[2]*t+s[5]*i+s[8]*r,this}equals(e){return e.r===this.r&&e.g===this.g&&e.b===this.b}fromArray(e,t=0){return this.r=e[t],this.g=e[t+1],this.b=e[t+2],this}toArray(e=[],t=0){return e[t]=this.r,e[t+1]=this.g,e[t+2]=this.b,e}fromBufferAttribute(e,t){return this.r=e.getX(t),this.g=e.getY(t),this.b=e.getZ(t),this}toJSON(){return this.getHex()}*[Symbol.iterator](){yield this.r,yield this.g,yield this.b}},ss=new ei;ei.NAMES=Hx;var Md=class extends ms{constructor(){super(),this.isScene=!0,this.type="Scene",this.background=null,this.environment=null,this.fog=null,this.backgroundBlurriness=0,this.backgroundIntensity=1,this.backgroundRotation=new yo,this.environmentIntensity=1,this.environmentRotation=new yo,this.overrideMaterial=null,typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}copy(e,t){return super.copy(e,t),this.background=e.background!==null?e.background.clone():null,this.environment=e.environment!==null?e.environment.clone():null,this.fog=e.fog!==null?e.fog.clone():null,this.backgroundBlurriness=e.backgroundBlurriness,this.backgroundIntensity=e.backgroundIntensity,this.backgroundRotation.copy(e.backgroundRotation),this.environmentIntensity=e.environmentIntensity,this.environmentRotation.copy(e.environmentRotation),this.overrideMaterial=e.overrideMaterial!==null?e.overrideMaterial.clone():null,this.matrixAutoUpdate=e.matrixAutoUpdate,this}toJSON(e){let t=super.toJSON(e);return this.fog!==null&&(t.object.fog=this.fog.toJSON()),t.object.backgroundBlurriness=this.backgroundBlurriness,t.object.backgroundIntensity=this.backgroundIntensity,t.object.backgroundRotation=this.backgroundRotation.toArray(),t.object.environmentIntensity=this.environmentIntensity,t.object.environmentRotation=this.environmentRotation.toArray(),t}},va=new Ie,po=new Ie,Dg=new Ie,mo=new Ie,Mc=new Ie,Ec=new Ie,Yv=new Ie,Ng=new Ie,Og=new Ie,Fg=new Ie,Ug=new Qi,Bg=new Qi,kg=new Qi,sl=class n{constructor(e=new Ie,t=new Ie,i=new Ie){this.a=e,this.b=t,this.c=i}static getNormal(e,t,i,r){r.subVectors(i,t),va.subVectors(e,t),r.cross(va);let s=r.lengthSq();return s>0?r.multiplyScalar(1/Math.sqrt(s)):r.set(0,0,0)}static getBarycoord(e,t,i,r,s){va.subVectors(r,t),po.subVectors(i,t),Dg.subVectors(e,t);let a=va.dot(va),o=va.dot(po),c=va.dot(Dg),l=po.dot(po),u=po.dot(Dg),h=a*l-o*o;if(h===0)return s.set(0,0,0),null;let f=1/h,p=(l*c-o*u)*f,v=(a*u-o*c)*f;return s.set(1-p-v,v,p)}static containsPoint(e,t,i,r){return this.getBarycoord(e,t,i,r,mo)===null?!1:mo.x>=0&&mo.y>=0&&mo.x+mo.y<=1}static getInterpolation(e,t,i,r,s,a,o,c){return this.getBarycoord(e,t,i,r,mo)===null?(c.x=0,c.y=0,"z"in c&&(c.z=0),"w"in c&&(c.w=0),null):(c.setScalar(0),c.addScaledVector(s,mo.x),c.addScaledVector(a,mo.y),c.addScaledVector(o,mo.z),c)}static getInterpolatedAttribute(e,t,i,r,s,a){return Ug.setScalar(0),Bg.setScalar(0),kg.setScalar(0),Ug.fromBufferAttribute(e,t),Bg.fromBufferAttribute(e,i),kg.fromBufferAttribute(e,r),a.setScalar(0),a.addScaledVector(Ug,s.x),a.addScaledVector(Bg,s.y),a.addScaledVector(kg,s.z),a}static isFrontFacing(e,t,i,r){return va.subVectors(i,t),po.subVectors(e,t),va.cross(po).dot(r)<0}set(e,t,i){return this.a.copy(e),this.b.copy(t),this.c.copy(i),this}setFromPointsAndIndices(e,t,i,r){return this.a.copy(e[t]),this.b.copy(e[i]),this.c.copy(e[r]),this}setFromAttributeAndIndices(e,t,i,r){return this.a.fromBufferAttribute(e,t),this.b.fromBufferAttribute(e,i),this.c.fromBufferAttribute(e,r),this}clone(){return new this.constructor().copy(this)}copy(e){return this.a.copy(e.a),this.b.copy(e.b),this.c.copy(e.c),this}getArea(){return va.subVectors(this.c,this.b),po.subVectors(this.a,this.b),va.cross(po).length()*.5}getMidpoint(e){return e.addVectors(this.a,this.b).add(this.c).multiplyScalar(1/3)}getNormal(e){return n.getNormal(this.a,this.b,this.c,e)}getPlane(e){return e.setFromCoplanarPoints(this.a,this.b,this.c)}getBarycoord(e,t){return n.getBarycoord(e,this.a,this.b,this.c,t)}getInterpolation(e,t,i,r,s){return n.getInterpolation(e,this.a,this.b,this.c,t,i,r,s)}containsPoint(e){return n.containsPoint(e,this.a,this.b,this.c)}isFrontFacing(e){return n.isFrontFacing(this.a,this.b,this.c,e)}intersectsBox(e){return e.intersectsTriangle(this)}closestPointToPoint(e,t){let i=this.a,r=this.b,s=this.c,a,o;Mc.subVectors(r,i),Ec.subVectors(s,i),Ng.subVectors(e,i);let c=Mc.dot(Ng),l=Ec.dot(Ng);if(c<=0&&l<=0)return t.copy(i);Og.subVectors(e,r);let u=Mc.dot(Og),h=Ec.dot(Og);if(u>=0&&h<=u)return t.copy(r);let f=c*h-u*l;if(f<=0&&c>=0&&u<=0&&c-u>0)return a=c/(c-u),t.copy(i).addScaledVector(Mc,a);Fg.subVectors(e,s);let p=Mc.dot(Fg),v=Ec.dot(Fg);if(v>=0&&p<=v)return t.copy(s);let M=p*l-c*v;if(M<=0&&l>=0&&v<=0)return o=l/(l-v),t.copy(i).addScaledVector(Ec,o);let m=u*v-p*h;if(m<=0&&h-u>=0&&p-v>=0)return Yv.subVectors(s,r),o=(h-u)/(h-u+(p-v)),t.copy(r).addScaledVector(Yv,o);let g=1/(m+M+f);return a=M*g,o=f*g,t.copy(i).addScaledVector(Mc,a).addScaledVector(Ec,o)}equals(e){return e.a.equals(this.a)&&e.b.equals(this.b)&&e.c.equals(this.c)}},al=class{constructor(e=new Ie(1/0,1/0,1/0),t=new Ie(-1/0,-1/0,-1/0)){this.isBox3=!0,this.min=e,this.max=t}set(e,t){return this.min.copy(e),this.max.copy(t),this}setFromArray(e){this.makeEmpty();for(let t=0,i=e.length;t<i;t+=3)this.expandByPoint(xa.fromArray(e,t));return this}setFromBufferAttribute(e){this.makeEmpty();for(let t=0,i=e.count;t<i;t++)this.expandByPoint(xa.fromBufferAttribute(e,t));return this}setFromPoints(e){this.makeEmpty();for(let t=0,i=e.length;t<i;t++)this.expandByPoint(e[t]);return this}setFromCenterAndSize(e,t){let i=xa.copy(t).multiplyScalar(.5);return this.min.copy(e).sub(i),this.max.copy(e).add(i),this}setFromObject(e,t=!1){return this.makeEmpty(),this.expandByObject(e,t)}clone(){return new this.constructor().copy(this)}copy(e){return this.min.copy(e.min),this.max.copy(e.max),this}makeEmpty(){return this.min.x=this.min.y=this.min.z=1/0,this.max.x=this.max.y=this.max.z=-1/0,this}isEmpty(){return this.max.x<this.min.x||this.max.y<this.min.y||this.max.z<this.min.z}getCenter(e){return this.isEmpty()?e.set(0,0,0):e.addVectors(this.min,this.max).multiplyScalar(.5)}getSize(e){return this.isEmpty()?e.set(0,0,0):e.subVectors(this.max,this.min)}expandByPoint(e){return this.min.min(e),this.max.max(e),this}expandByVector(e){return this.min.sub(e),this.max.add(e),this}expandByScalar(e){return this.min.addScalar(-e),this.max.addScalar(e),this}expandByObject(e,t=!1){e.updateWorldMatrix(!1,!1);let i=e.geometry;if(i!==void 0){let s=i.getAttribute("position");if(t===!0&&s!==void 0&&e.isInstancedMesh!==!0&&e.isBatchedMesh!==!0)for(let a=0,o=s.count;a<o;a++)e.isMesh===!0?e.getVertexPosition(a,xa):xa.fromBufferAttribute(s,a),xa.applyMatrix4(e.matrixWorld),this.expandByPoint(xa);else e.boundingBox!==void 0?(e.boundingBox===null&&e.computeBoundingBox(),Xh.copy(e.boundingBox)):(i.boundingBox===null&&i.computeBoundingBox(),Xh.copy(i.boundingBox)),Xh.applyMatrix4(e.matrixWorld),this.union(Xh)}let r=e.children;for(let s=0,a=r.length;s<a;s++)this.expandByObject(r[s],t);return this}containsPoint(e){return e.x>=this.min.x&&e.x<=this.max.x&&e.y>=this.min.y&&e.y<=this.max.y&&e.z>=this.min.z&&e.z<=this.max.z}containsBox(e){return this.min.x<=e.min.x&&e.max.x<=this.max.x&&this.min.y<=e.min.y&&e.max.y<=this.max.y&&this.min.z<=e.min.z&&e.max.z<=this.max.z}getParameter(e,t){return t.set((e.x-this.min.x)/(this.max.x-this.min.x),(e.y-this.min.y)/(this.max.y-this.min.y),(e.z-this.min.z)/(this.max.z-this.min.z))}intersectsBox(e){return e.max.x>=this.min.x&&e.min.x<=this.max.x&&e.max.y>=this.min.y&&e.min.y<=this.max.y&&e.max.z>=this.min.z&&e.min.z<=this.max.z}intersectsSphere(e){return this.clampPoint(e.center,xa),xa.distanceToSquared(e.center)<=e.radius*e.radius}intersectsPlane(e){let t,i;return e.normal.x>0?(t=e.normal.x*this.min.x,i=e.normal.x*this.max.x):(t=e.normal.x*this.max.x,i=e.normal.x*this.min.x),e.normal.y>0?(t+=e.normal.y*this.min.y,i+=e.normal.y*this.max.y):(t+=e.normal.y*this.max.y,i+=e.normal.y*this.min.y),e.normal.z>0?(t+=e.normal.z*this.min.z,i+=e.normal.z*this.max.z):(t+=e.normal.z*this.max.z,i+=e.normal.z*this.min.z),t<=-e.constant&&i>=-e.constant}intersectsTriangle(e){if(this.isEmpty())return!1;this.getCenter(Yu),Yh.subVectors(this.max,Yu),Tc.subVectors(e.a,Yu),Ac.subVectors(e.b,Yu),wc.subVectors(e.c,Yu),nl.subVectors(Ac,Tc),il.subVectors(wc,Ac),Bl.subVectors(Tc,wc);let t=[0,-nl.z,nl.y,0,-il.z,il.y,0,-Bl.z,Bl.y,nl.z,0,-nl.x,il.z,0,-il.x,Bl.z,0,-Bl.x,-nl.y,nl.x,0,-il.y,il.x,0,-Bl.y,Bl.x,0];return!zg(t,Tc,Ac,wc,Yh)||(t=[1,0,0,0,1,0,0,0,1],!zg(t,Tc,Ac,wc,Yh))?!1:(qh.crossVectors(nl,il),t=[qh.x,qh.y,qh.z],zg(t,Tc,Ac,wc,Yh))}clampPoint(e,t){return t.copy(e).clamp(this.min,this.max)}distanceToPoint(e){return this.clampPoint(e,xa).distanceTo(e)}getBoundingSphere(e){return this.isEmpty()?e.makeEmpty():(this.getCenter(e.center),e.radius=this.getSize(xa).length()*.5),e}intersect(e){return this.min.max(e.min),this.max.min(e.max),this.isEmpty()&&this.makeEmpty(),this}union(e){return this.min.min(e.min),this.max.max(e.max),this}applyMatrix4(e){return this.isEmpty()?this:(go[0].set(this.min.x,this.min.y,this.min.z).applyMatrix4(e),go[1].set(this.min.x,this.min.y,this.max.z).applyMatrix4(e),go[2].set(this.min.x,this.max.y,this.min.z).applyMatrix4(e),go[3].set(this.min.x,this.max.y,this.max.z).applyMatrix4(e),go[4].set(this.max.x,this.min.y,this.min.z).applyMatrix4(e),go[5].set(this.max.x,this.min.y,this.max.z).applyMatrix4(e),go[6].set(this.max.x,this.max.y,this.min.z).applyMatrix4(e),go[7].set(this.max.x,this.max.y,this.max.z).applyMatrix4(e),this.setFromPoints(go),this)}translate(e){return this.min.add(e),this.max.add(e),this}equals(e){return e.min.equals(this.min)&&e.max.equals(this.max)}toJSON(){return{min:this.min.toArray(),max:this.max.toArray()}}fromJSON(e){return this.min.fromArray(e.min),this.max.fromArray(e.max),this}},go=[new Ie,new Ie,new Ie,new Ie,new Ie,new Ie,new Ie,new Ie],xa=new Ie,Xh=new al,Tc=new Ie,Ac=new Ie,wc=new Ie,nl=new Ie,il=new Ie,Bl=new Ie,Yu=new Ie,Yh=new Ie,qh=new Ie,kl=new Ie;function zg(n,e,t,i,r){for(let s=0,a=n.length-3;s<=a;s+=3){kl.fromArray(n,s);let o=r.x*Math.abs(kl.x)+r.y*Math.abs(kl.y)+r.z*Math.abs(kl.z),c=e.dot(kl),l=t.dot(kl),u=i.dot(kl);if(Math.max(-Math.max(c,l,u),Math.min(c,l,u))>o)return!1}return!0}var yr=new Ie,$h=new Bn,qA=0,ya=class extends Sa{constructor(e,t,i=!1){if(super(),Array.isArray(e))throw new TypeError("THREE.BufferAttribute: array should be a Typed Array.");this.isBufferAttribute=!0,Object.defineProperty(this,"id",{value:qA++}),this.name="",this.array=e,this.itemSize=t,this.count=e!==void 0?e.length/t:0,this.normalized=i,this.usage=Fx,this.updateRanges=[],this.gpuType=Ta,this.version=0,this._normalizationScale=e!==void 0?R0(e):void 0}onUploadCallback(){}set needsUpdate(e){e===!0&&this.version++}setUsage(e){return this.usage=e,this}addUpdateRange(e,t){this.updateRanges.push({start:e,count:t})}clearUpdateRanges(){this.updateRanges.length=0}copy(e){return this.name=e.name,this.array=new e.array.constructor(e.array),this.itemSize=e.itemSize,this.count=e.count,this.normalized=e.normalized,this.usage=e.usage,this.gpuType=e.gpuType,this._normalizationScale=e._normalizationScale,this}copyAt(e,t,i){e*=this.itemSize,i*=t.itemSize;for(let r=0,s=this.itemSize;r<s;r++)this.array[e+r]=t.array[i+r];return this}copyArray(e){return this.array.set(e),this}applyMatrix3(e){if(this.itemSize===2)for(let t=0,i=this.count;t<i;t++)$h.fromBufferAttribute(this,t),$h.applyMatrix3(e),this.setXY(t,$h.x,$h.y);else if(this.itemSize===3)for(let t=0,i=this.count;t<i;t++)yr.fromBufferAttribute(this,t),yr.applyMatrix3(e),this.setXYZ(t,yr.x,yr.y,yr.z);return this}applyMatrix4(e){for(let t=0,i=this.count;t<i;t++)yr.fromBufferAttribute(this,t),yr.applyMatrix4(e),this.setXYZ(t,yr.x,yr.y,yr.z);return this}applyNormalMatrix(e){for(let t=0,i=this.count;t<i;t++)yr.fromBufferAttribute(this,t),yr.applyNormalMatrix(e),this.setXYZ(t,yr.x,yr.y,yr.z);return this}transformDirection(e){for(let t=0,i=this.count;t<i;t++)yr.fromBufferAttribute(this,t),yr.transformDirection(e),this.setXYZ(t,yr.x,yr.y,yr.z);return this}set(e,t=0){return this.array.set(e,t),this}getComponent(e,t){let i=this.array[e*this.itemSize+t];return this.normalized&&(i=this._denormalize(i)),i}setComponent(e,t,i){return this.normalized&&(i=this._normalize(i)),this.array[e*this.itemSize+t]=i,this}getX(e){let t=this.array[e*this.itemSize];return this.normalized&&(t=this._denormalize(t)),t}setX(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize]=t,this}getY(e){let t=this.array[e*this.itemSize+1];return this.normalized&&(t=this._denormalize(t)),t}setY(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+1]=t,this}getZ(e){let t=this.array[e*this.itemSize+2];return this.normalized&&(t=this._denormalize(t)),t}setZ(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+2]=t,this}getW(e){let t=this.array[e*this.itemSize+3];return this.normalized&&(t=this._denormalize(t)),t}setW(e,t){return this.normalized&&(t=this._normalize(t)),this.array[e*this.itemSize+3]=t,this}setXY(e,t,i){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),i=this._normalize(i)),this.array[e+0]=t,this.array[e+1]=i,this}setXYZ(e,t,i,r){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),i=this._normalize(i),r=this._normalize(r)),this.array[e+0]=t,this.array[e+1]=i,this.array[e+2]=r,this}setXYZW(e,t,i,r,s){return e*=this.itemSize,this.normalized&&(t=this._normalize(t),i=this._normalize(i),r=this._normalize(r),s=this._normalize(s)),this.array[e+0]=t,this.array[e+1]=i,this.array[e+2]=r,this.array[e+3]=s,this}onUpload(e){return this.onUploadCallback=e,this}clone(){return new this.constructor(this.array,this.itemSize).copy(this)}toJSON(){let e={itemSize:this.itemSize,type:this.array.constructor.name,array:Array.from(this.array),normalized:this.normalized};return e.name=this.name,e.usage=this.usage,e.gpuType=this.gpuType,e}dispose(){this.dispatchEvent({type:"dispose"})}_denormalize(e){let t=this._normalizationScale;return t!==void 0?Math.max(e/t,-1):Gx(e,this.array)}_normalize(e){let t=this._normalizationScale;return t!==void 0?Math.round(e*t):Vx(e,this.array)}};var sf=class extends ya{constructor(e,t,i){super(new Uint16Array(e),t,i)}};var af=class extends ya{constructor(e,t,i){super(new Uint32Array(e),t,i)}};var ra=class extends ya{constructor(e,t,i){super(new Float32Array(e),t,i)}},$A=new al,qu=new Ie,Gg=new Ie,kc=class{constructor(e=new Ie,t=-1){this.isSphere=!0,this.center=e,this.radius=t}set(e,t){return this.center.copy(e),this.radius=t,this}setFromPoints(e,t){let i=this.center;t!==void 0?i.copy(t):$A.setFromPoints(e).getCenter(i);let r=0;for(let s=0,a=e.length;s<a;s++)r=Math.max(r,i.distanceToSquared(e[s]));return this.radius=Math.sqrt(r),this}copy(e){return this.center.copy(e.center),this.radius=e.radius,this}isEmpty(){return this.radius<0}makeEmpty(){return this.center.set(0,0,0),this.radius=-1,this}containsPoint(e){return e.distanceToSquared(this.center)<=this.radius*this.radius}distanceToPoint(e){return e.distanceTo(this.center)-this.radius}intersectsSphere(e){let t=this.radius+e.radius;return e.center.distanceToSquared(this.center)<=t*t}intersectsBox(e){return e.intersectsSphere(this)}intersectsPlane(e){return Math.abs(e.distanceToPoint(this.center))<=this.radius}clampPoint(e,t){let i=this.center.distanceToSquared(e);return t.copy(e),i>this.radius*this.radius&&(t.sub(this.center).normalize(),t.multiplyScalar(this.radius).add(this.center)),t}getBoundingBox(e){return this.isEmpty()?(e.makeEmpty(),e):(e.set(this.center,this.center),e.expandByScalar(this.radius),e)}applyMatrix4(e){return this.center.applyMatrix4(e),this.radius=this.radius*e.getMaxScaleOnAxis(),this}translate(e){return this.center.add(e),this}expandByPoint(e){if(this.isEmpty())return this.center.copy(e),this.radius=0,this;qu.subVectors(e,this.center);let t=qu.lengthSq();if(t>this.radius*this.radius){let i=Math.sqrt(t),r=(i-this.radius)*.5;this.center.addScaledVector(qu,r/i),this.radius+=r}return this}union(e){return e.isEmpty()?this:this.isEmpty()?(this.copy(e),this):(this.center.equals(e.center)===!0?this.radius=Math.max(this.radius,e.radius):(Gg.subVectors(e.center,this.center).setLength(e.radius),this.expandByPoint(qu.copy(e.center).add(Gg)),this.expandByPoint(qu.copy(e.center).sub(Gg))),this)}equals(e){return e.center.equals(this.center)&&e.radius===this.radius}clone(){return new this.constructor().copy(this)}toJSON(){return{radius:this.radius,center:this.center.toArray()}}fromJSON(e){return this.radius=e.radius,this.center.fromArray(e.center),this}},ZA=0,na=new Ji,Vg=new ms,Cc=new Ie,Os=new al,$u=new al,Gr=new Ie,So=class n extends Sa{constructor(){super(),this.isBufferGeometry=!0,Object.defineProperty(this,"id",{value:ZA++}),this.uuid=$c(),this.name="",this.type="BufferGeometry",this.index=null,this.indirect=null,this.indirectOffset=0,this.attributes={},this.morphAttributes={},this.morphTargetsRelative=!1,this.groups=[],this.boundingBox=null,this.boundingSphere=null,this.drawRange={start:0,count:1/0},this.userData={},this._transformed=!1}getIndex(){return this.index}setIndex(e){return Array.isArray(e)?this.index=new(yA(e)?af:sf)(e,1):this.index=e,this}setIndirect(e,t=0){return this.indirect=e,this.indirectOffset=t,this}getIndirect(){return this.indirect}getAttribute(e){return this.attributes[e]}setAttribute(e,t){return this.attributes[e]=t,this}deleteAttribute(e){return delete this.attributes[e],this}hasAttribute(e){return this.attributes[e]!==void 0}addGroup(e,t,i=0){this.groups.push({start:e,count:t,materialIndex:i})}clearGroups(){this.groups=[]}setDrawRange(e,t){this.drawRange.start=e,this.drawRange.count=t}applyMatrix4(e){let t=this.attributes.position;t!==void 0&&(t.applyMatrix4(e),t.needsUpdate=!0);let i=this.attributes.normal;if(i!==void 0){let s=new Vn().getNormalMatrix(e);i.applyNormalMatrix(s),i.needsUpdate=!0}let r=this.attributes.tangent;return r!==void 0&&(r.transformDirection(e),r.needsUpdate=!0),this.boundingBox!==null&&this.computeBoundingBox(),this.boundingSphere!==null&&this.computeBoundingSphere(),this._transformed=!0,this}applyQuaternion(e){return na.makeRotationFromQuaternion(e),this.applyMatrix4(na),this}rotateX(e){return na.makeRotationX(e),this.applyMatrix4(na),this}rotateY(e){return na.makeRotationY(e),this.applyMatrix4(na),this}rotateZ(e){return na.makeRotationZ(e),this.applyMatrix4(na),this}translate(e,t,i){return na.makeTranslation(e,t,i),this.applyMatrix4(na),this}scale(e,t,i){return na.makeScale(e,t,i),this.applyMatrix4(na),this}lookAt(e){return Vg.lookAt(e),Vg.updateMatrix(),this.applyMatrix4(Vg.matrix),this}center(){return this.computeBoundingBox(),this.boundingBox.getCenter(Cc).negate(),this.translate(Cc.x,Cc.y,Cc.z),this}setFromPoints(e){let t=this.getAttribute("position");if(t===void 0){let i=[];for(let r=0,s=e.length;r<s;r++){let a=e[r];i.push(a.x,a.y,a.z||0)}this.setAttribute("position",new ra(i,3))}else{let i=Math.min(e.length,t.count);for(let r=0;r<i;r++){let s=e[r];t.setXYZ(r,s.x,s.y,s.z||0)}e.length>t.count&&Fn("BufferGeometry: Buffer size too small for points data. Use .dispose() and create a new geometry."),t.needsUpdate=!0}return this}computeBoundingBox(){this.boundingBox===null&&(this.boundingBox=new al);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute){Un("BufferGeometry.computeBoundingBox(): GLBufferAttribute requires a manual bounding box.",this),this.boundingBox.set(new Ie(-1/0,-1/0,-1/0),new Ie(1/0,1/0,1/0));return}if(e!==void 0){if(this.boundingBox.setFromBufferAttribute(e),t)for(let i=0,r=t.length;i<r;i++){let s=t[i];Os.setFromBufferAttribute(s),this.morphTargetsRelative?(Gr.addVectors(this.boundingBox.min,Os.min),this.boundingBox.expandByPoint(Gr),Gr.addVectors(this.boundingBox.max,Os.max),this.boundingBox.expandByPoint(Gr)):(this.boundingBox.expandByPoint(Os.min),this.boundingBox.expandByPoint(Os.max))}}else this.boundingBox.makeEmpty();(isNaN(this.boundingBox.min.x)||isNaN(this.boundingBox.min.y)||isNaN(this.boundingBox.min.z))&&Un('BufferGeometry.computeBoundingBox(): Computed min/max have NaN values. The "position" attribute is likely to have NaN values.',this)}computeBoundingSphere(){this.boundingSphere===null&&(this.boundingSphere=new kc);let e=this.attributes.position,t=this.morphAttributes.position;if(e&&e.isGLBufferAttribute){Un("BufferGeometry.computeBoundingSphere(): GLBufferAttribute requires a manual bounding sphere.",this),this.boundingSphere.set(new Ie,1/0);return}if(e){let i=this.boundingSphere.center;if(Os.setFromBufferAttribute(e),t)for(let s=0,a=t.length;s<a;s++){let o=t[s];$u.setFromBufferAttribute(o),this.morphTargetsRelative?(Gr.addVectors(Os.min,$u.min),Os.expandByPoint(Gr),Gr.addVectors(Os.max,$u.max),Os.expandByPoint(Gr)):(Os.expandByPoint($u.min),Os.expandByPoint($u.max))}Os.getCenter(i);let r=0;for(let s=0,a=e.count;s<a;s++)Gr.fromBufferAttribute(e,s),r=Math.max(r,i.distanceToSquared(Gr));if(t)for(let s=0,a=t.length;s<a;s++){let o=t[s],c=this.morphTargetsRelative;for(let l=0,u=o.count;l<u;l++)Gr.fromBufferAttribute(o,l),c&&(Cc.fromBufferAttribute(e,l),Gr.add(Cc)),r=Math.max(r,i.distanceToSquared(Gr))}this.boundingSphere.radius=Math.sqrt(r),isNaN(this.boundingSphere.radius)&&Un('BufferGeometry.computeBoundingSphere(): Computed radius is NaN. The "position" attribute is likely to have NaN values.',this)}}computeTangents(){let e=this.index,t=this.attributes;if(e===null||t.position===void 0||t.normal===void 0||t.uv===void 0){Un("BufferGeometry: .computeTangents() failed. Missing required attributes (index, position, normal or uv)");return}let i=t.position,r=t.normal,s=t.uv,a=this.getAttribute("tangent");(a===void 0||a.count!==i.count)&&(a=new ya(new Float32Array(4*i.count),4),this.setAttribute("tangent",a));let o=[],c=[],l=new Uint8Array(i.count);for(let j=0;j<i.count;j++)o[j]=new Ie,c[j]=new Ie;let u=new Ie,h=new Ie,f=new Ie,p=new Bn,v=new Bn,M=new Bn,m=new Ie,g=new Ie;function S(j,W,H){l[j]=l[W]=l[H]=1,u.fromBufferAttribute(i,j),h.fromBufferAttribute(i,W),f.fromBufferAttribute(i,H),p.fromBufferAttribute(s,j),v.fromBufferAttribute(s,W),M.fromBufferAttribute(s,H),h.sub(u),f.sub(u),v.sub(p),M.sub(p);let te=1/(v.x*M.y-M.x*v.y);isFinite(te)&&(m.copy(h).multiplyScalar(M.y).addScaledVector(f,-v.y).multiplyScalar(te),g.copy(f).multiplyScalar(v.x).addScaledVector(h,-M.x).multiplyScalar(te),o[j].add(m),o[W].add(m),o[H].add(m),c[j].add(g),c[W].add(g),c[H].add(g))}let T=this.groups;T.length===0&&(T=[{start:0,count:e.count}]);for(let j=0,W=T.length;j<W;++j){let H=T[j],te=H.start,ee=H.count;for(let k=te,ie=te+ee;k<ie;k+=3)S(e.getX(k+0),e.getX(k+1),e.getX(k+2))}let b=new Ie,D=new Ie,C=new Ie,x=new Ie;function A(j){C.fromBufferAttribute(r,j),x.copy(C);let W=o[j];b.copy(W),b.sub(C.multiplyScalar(C.dot(W))).normalize(),D.crossVectors(x,W);let te=D.dot(c[j])<0?-1:1;a.setXYZW(j,b.x,b.y,b.z,te)}for(let j=0,W=i.count;j<W;++j)l[j]&&A(j);this._transformed=!0}computeVertexNormals(){let e=this.index,t=this.getAttribute("position");if(t!==void 0){let i=this.getAttribute("normal");if(i===void 0||i.count!==t.count)i=new ya(new Float32Array(t.count*3),3),this.setAttribute("normal",i);else for(let f=0,p=i.count;f<p;f++)i.setXYZ(f,0,0,0);let r=new Ie,s=new Ie,a=new Ie,o=new Ie,c=new Ie,l=new Ie,u=new Ie,h=new Ie;if(e)for(let f=0,p=e.count;f<p;f+=3){let v=e.getX(f+0),M=e.getX(f+1),m=e.getX(f+2);r.fromBufferAttribute(t,v),s.fromBufferAttribute(t,M),a.fromBufferAttribute(t,m),u.subVectors(a,s),h.subVectors(r,s),u.cross(h),o.fromBufferAttribute(i,v),c.fromBufferAttribute(i,M),l.fromBufferAttribute(i,m),o.add(u),c.add(u),l.add(u),i.setXYZ(v,o.x,o.y,o.z),i.setXYZ(M,c.x,c.y,c.z),i.setXYZ(m,l.x,l.y,l.z)}else for(let f=0,p=t.count;f<p;f+=3)r.fromBufferAttribute(t,f+0),s.fromBufferAttribute(t,f+1),a.fromBufferAttribute(t,f+2),u.subVectors(a,s),h.subVectors(r,s),u.cross(h),i.setXYZ(f+0,u.x,u.y,u.z),i.setXYZ(f+1,u.x,u.y,u.z),i.setXYZ(f+2,u.x,u.y,u.z);this.normalizeNormals(),i.needsUpdate=!0}}normalizeNormals(){let e=this.attributes.normal;for(let t=0,i=e.count;t<i;t++)Gr.fromBufferAttribute(e,t),Gr.normalize(),e.setXYZ(t,Gr.x,Gr.y,Gr.z)}toNonIndexed(){function e(o,c){let l=o.array,u=o.itemSize,h=o.normalized,f=new l.constructor(c.length*u),p=0,v=0;for(let M=0,m=c.length;M<m;M++){o.isInterleavedBufferAttribute?p=c[M]*o.data.stride+o.offset:p=c[M]*u;for(let g=0;g<u;g++)f[v++]=l[p++]}return new ya(f,u,h)}if(this.index===null)return Fn("BufferGeometry.toNonIndexed(): BufferGeometry is already non-indexed."),this;let t=new n,i=this.index.array,r=this.attributes;for(let o in r){let c=r[o],l=e(c,i);t.setAttribute(o,l)}let s=this.morphAttributes;for(let o in s){let c=[],l=s[o];for(let u=0,h=l.length;u<h;u++){let f=l[u],p=e(f,i);c.push(p)}t.morphAttributes[o]=c}t.morphTargetsRelative=this.morphTargetsRelative;let a=this.groups;for(let o=0,c=a.length;o<c;o++){let l=a[o];t.addGroup(l.start,l.count,l.materialIndex)}return t}toJSON(){let e={metadata:{version:4.7,type:"BufferGeometry",generator:"BufferGeometry.toJSON"}};if(e.uuid=this.uuid,e.type=this.parameters!==void 0&&this._transformed===!0?"BufferGeometry":this.type,e.name=this.name,Object.keys(this.userData).length>0&&(e.userData=this.userData),this.parameters!==void 0&&this._transformed!==!0){let c=this.parameters;for(let l in c)c[l]!==void 0&&(e[l]=c[l]);return e}e.data={attributes:{}};let t=this.index;t!==null&&(e.data.index={type:t.array.constructor.name,array:Array.prototype.slice.call(t.array)});let i=this.attributes;for(let c in i){let l=i[c];e.data.attributes[c]=l.toJSON(e.data)}let r={},s=!1;for(let c in this.morphAttributes){let l=this.morphAttributes[c],u=[];for(let h=0,f=l.length;h<f;h++){let p=l[h];u.push(p.toJSON(e.data))}u.length>0&&(r[c]=u,s=!0)}s&&(e.data.morphAttributes=r,e.data.morphTargetsRelative=this.morphTargetsRelative);let a=this.groups;a.length>0&&(e.data.groups=JSON.parse(JSON.stringify(a)));let o=this.boundingSphere;return o!==null&&(e.data.boundingSphere=o.toJSON()),e}clone(){return new this.constructor().copy(this)}copy(e){this.index=null,this.attributes={},this.morphAttributes={},this.groups=[],this.boundingBox=null,this.boundingSphere=null;let t={};this.name=e.name;let i=e.index;i!==null&&this.setIndex(i.clone());let r=e.attributes;for(let l in r){let u=r[l];this.setAttribute(l,u.clone(t))}let s=e.morphAttributes;for(let l in s){let u=[],h=s[l];for(let f=0,p=h.length;f<p;f++)u.push(h[f].clone(t));this.morphAttributes[l]=u}this.morphTargetsRelative=e.morphTargetsRelative;let a=e.groups;for(let l=0,u=a.length;l<u;l++){let h=a[l];this.addGroup(h.start,h.count,h.materialIndex)}let o=e.boundingBox;o!==null&&(this.boundingBox=o.clone());let c=e.boundingSphere;return c!==null&&(this.boundingSphere=c.clone()),this.drawRange.start=e.drawRange.start,this.drawRange.count=e.drawRange.count,this.userData=e.userData,this._transformed=e._transformed,this}dispose(){this.dispatchEvent({type:"dispose"})}};var Hg=new Ie,KA=new Ie,jA=new Vn,Us=class{constructor(e=new Ie(1,0,0),t=0){this.isPlane=!0,this.normal=e,this.constant=t}set(e,t){return this.normal.copy(e),this.constant=t,this}setComponents(e,t,i,r){return this.normal.set(e,t,i),this.constant=r,this}setFromNormalAndCoplanarPoint(e,t){return this.normal.copy(e),this.constant=-t.dot(this.normal),this}setFromCoplanarPoints(e,t,i){let r=Hg.subVectors(i,t).cross(KA.subVectors(e,t)).normalize();return this.setFromNormalAndCoplanarPoint(r,e),this}copy(e){return this.normal.copy(e.normal),this.constant=e.constant,this}normalize(){let e=1/this.normal.length();return this.normal.multiplyScalar(e),this.constant*=e,this}negate(){return this.constant*=-1,this.normal.negate(),this}distanceToPoint(e){return this.normal.dot(e)+this.constant}distanceToSphere(e){return this.distanceToPoint(e.center)-e.radius}projectPoint(e,t){return t.copy(e).addScaledVector(this.normal,-this.distanceToPoint(e))}intersectLine(e,t,i=!0){let r=e.delta(Hg),s=this.normal.dot(r);if(s===0)return this.distanceToPoint(e.start)===0?t.copy(e.start):null;let a=-(e.start.dot(this.normal)+this.constant)/s;return i===!0&&(a<0||a>1)?null:t.copy(e.start).addScaledVector(r,a)}intersectsLine(e){let t=this.distanceToPoint(e.start),i=this.distanceToPoint(e.end);return t<0&&i>0||i<0&&t>0}intersectsBox(e){return e.intersectsPlane(this)}intersectsSphere(e){return e.intersectsPlane(this)}coplanarPoint(e){return e.copy(this.normal).multiplyScalar(-this.constant)}applyMatrix4(e,t){let i=t||jA.getNormalMatrix(e),r=this.coplanarPoint(Hg).applyMatrix4(e),s=this.normal.applyMatrix3(i).normalize();return this.constant=-r.dot(s),this}translate(e){return this.constant-=e.dot(this.normal),this}equals(e){return e.normal.equals(this.normal)&&e.constant===this.constant}clone(){return new this.constructor().copy(this)}toJSON(){return{normal:this.normal.toArray(),constant:this.constant}}fromJSON(e){return this.normal.fromArray(e.normal),this.constant=e.constant,this}},JA=0,ol=class extends Sa{constructor(){super(),this.isMaterial=!0,Object.defineProperty(this,"id",{value:JA++}),this.uuid=$c(),this.name="",this.type="Material",this.blending=Xc,this.side=pl,this.vertexColors=!1,this.opacity=1,this.transparent=!1,this.alphaHash=!1,this.blendSrc=r0,this.blendDst=s0,this.blendEquation=Wl,this.blendSrcAlpha=null,this.blendDstAlpha=null,this.blendEquationAlpha=null,this.blendColor=new ei(0,0,0),this.blendAlpha=0,this.depthFunc=Dc,this.depthTest=!0,this.depthWrite=!0,this.stencilWriteMask=255,this.stencilFunc=Px,this.stencilRef=0,this.stencilFuncMask=255,this.stencilFail=cd,this.stencilZFail=cd,this.stencilZPass=cd,this.stencilWrite=!1,this.clippingPlanes=null,this.clipIntersection=!1,this.clipShadows=!1,this.shadowSide=null,this.colorWrite=!0,this.precision=null,this.polygonOffset=!1,this.polygonOffsetFactor=0,this.polygonOffsetUnits=0,this.dithering=!1,this.alphaToCoverage=!1,this.premultipliedAlpha=!1,this.forceSinglePass=!1,this.allowOverride=!0,this.visible=!0,this.toneMapped=!0,this.userData={},this.version=0,this._alphaTest=0}get alphaTest(){return this._alphaTest}set alphaTest(e){this._alphaTest>0!=e>0&&this.version++,this._alphaTest=e}onBeforeRender(){}onBeforeCompile(){}customProgramCacheKey(){return this.onBeforeCompile.toString()}setValues(e){if(e!==void 0)for(let t in e){let i=e[t];if(i===void 0){Fn(`Material: parameter '${t}' has value of undefined.`);continue}let r=this[t];if(r===void 0){Fn(`Material: '${t}' is not a property of THREE.${this.type}.`);continue}r&&r.isColor?r.set(i):r&&r.isVector2&&i&&i.isVector2||r&&r.isEuler&&i&&i.isEuler||r&&r.isVector3&&i&&i.isVector3?r.copy(i):this[t]=i}}toJSON(e){let t=e===void 0||typeof e=="string";t&&(e={textures:{},images:{}});let i={metadata:{version:4.7,type:"Material",generator:"Material.toJSON"}};i.uuid=this.uuid,i.type=this.type,i.blending=this.blending,i.side=this.side,i.shadowSide=this.shadowSide,i.vertexColors=this.vertexColors,i.opacity=this.opacity,i.transparent=this.transparent,i.blendSrc=this.blendSrc,i.blendDst=this.blendDst,i.blendEquation=this.blendEquation,i.blendSrcAlpha=this.blendSrcAlpha,i.blendDstAlpha=this.blendDstAlpha,i.blendEquationAlpha=this.blendEquationAlpha,i.blendColor=this.blendColor.getHex(),i.blendAlpha=this.blendAlpha,i.depthFunc=this.depthFunc,i.depthTest=this.depthTest,i.depthWrite=this.depthWrite,i.colorWrite=this.colorWrite,i.clipIntersection=this.clipIntersection,i.clipShadows=this.clipShadows,i.stencilWriteMask=this.stencilWriteMask,i.stencilFunc=this.stencilFunc,i.stencilRef=this.stencilRef,i.stencilFuncMask=this.stencilFuncMask,i.stencilFail=this.stencilFail,i.stencilZFail=this.stencilZFail,i.stencilZPass=this.stencilZPass,i.stencilWrite=this.stencilWrite,i.polygonOffset=this.polygonOffset,i.polygonOffsetFactor=this.polygonOffsetFactor,i.polygonOffsetUnits=this.polygonOffsetUnits,i.dithering=this.dithering,i.alphaTest=this.alphaTest,i.alphaHash=this.alphaHash,i.alphaToCoverage=this.alphaToCoverage,i.premultipliedAlpha=this.premultipliedAlpha,i.forceSinglePass=this.forceSinglePass,i.allowOverride=this.allowOverride,i.visible=this.visible,i.toneMapped=this.toneMapped,i.name=this.name,this.color&&this.color.isColor&&(i.color=this.color.getHex()),this.roughness!==void 0&&(i.roughness=this.roughness),this.metalness!==void 0&&(i.metalness=this.metalness),this.sheen!==void 0&&(i.sheen=this.sheen),this.sheenColor&&this.sheenColor.isColor&&(i.sheenColor=this.sheenColor.getHex()),this.sheenRoughness!==void 0&&(i.sheenRoughness=this.sheenRoughness),this.emissive&&this.emissive.isColor&&(i.emissive=this.emissive.getHex()),this.emissiveIntensity!==void 0&&(i.emissiveIntensity=this.emissiveIntensity),this.specular&&this.specular.isColor&&(i.specular=this.specular.getHex()),this.specularIntensity!==void 0&&(i.specularIntensity=this.specularIntensity),this.specularColor&&this.specularColor.isColor&&(i.specularColor=this.specularColor.getHex()),this.shininess!==void 0&&(i.shininess=this.shininess),this.clearcoat!==void 0&&(i.clearcoat=this.clearcoat),this.clearcoatRoughness!==void 0&&(i.clearcoatRoughness=this.clearcoatRoughness),this.diffuseRoughness!==void 0&&(i.diffuseRoughness=this.diffuseRoughness),this.diffuseRoughnessMap&&this.diffuseRoughnessMap.isTexture&&(i.diffuseRoughnessMap=this.diffuseRoughnessMap.toJSON(e).uuid),this.clearcoatMap&&this.clearcoatMap.isTexture&&(i.clearcoatMap=this.clearcoatMap.toJSON(e).uuid),this.clearcoatRoughnessMap&&this.clearcoatRoughnessMap.isTexture&&(i.clearcoatRoughnessMap=this.clearcoatRoughnessMap.toJSON(e).uuid),this.clearcoatNormalMap&&this.clearcoatNormalMap.isTexture&&(i.clearcoatNormalMap=this.clearcoatNormalMap.toJSON(e).uuid,i.clearcoatNormalScale=this.clearcoatNormalScale.toArray()),this.sheenColorMap&&this.sheenColorMap.isTexture&&(i.sheenColorMap=this.sheenColorMap.toJSON(e).uuid),this.sheenRoughnessMap&&this.sheenRoughnessMap.isTexture&&(i.sheenRoughnessMap=this.sheenRoughnessMap.toJSON(e).uuid),this.dispersion!==void 0&&(i.dispersion=this.dispersion),this.retroreflectivity!==void 0&&(i.retroreflectivity=this.retroreflectivity),this.iridescence!==void 0&&(i.iridescence=this.iridescence),this.iridescenceIOR!==void 0&&(i.iridescenceIOR=this.iridescenceIOR),this.iridescenceThicknessMinimum!==void 0&&(i.iridescenceThicknessMinimum=this.iridescenceThicknessMinimum),this.iridescenceThicknessMaximum!==void 0&&(i.iridescenceThicknessMaximum=this.iridescenceThicknessMaximum),this.iridescenceMap&&this.iridescenceMap.isTexture&&(i.iridescenceMap=this.iridescenceMap.toJSON(e).uuid),this.iridescenceThicknessMap&&this.iridescenceThicknessMap.isTexture&&(i.iridescenceThicknessMap=this.iridescenceThicknessMap.toJSON(e).uuid),this.anisotropy!==void 0&&(i.anisotropy=this.anisotropy),this.anisotropyRotation!==void 0&&(i.anisotropyRotation=this.anisotropyRotation),this.anisotropyMap&&this.anisotropyMap.isTexture&&(i.anisotropyMap=this.anisotropyMap.toJSON(e).uuid),this.map&&this.map.isTexture&&(i.map=this.map.toJSON(e).uuid),this.matcap&&this.matcap.isTexture&&(i.matcap=this.matcap.toJSON(e).uuid),this.alphaMap&&this.alphaMap.isTexture&&(i.alphaMap=this.alphaMap.toJSON(e).uuid),this.lightMap&&this.lightMap.isTexture&&(i.lightMap=this.lightMap.toJSON(e).uuid,i.lightMapIntensity=this.lightMapIntensity),this.aoMap&&this.aoMap.isTexture&&(i.aoMap=this.aoMap.toJSON(e).uuid,i.aoMapIntensity=this.aoMapIntensity),this.bumpMap&&this.bumpMap.isTexture&&(i.bumpMap=this.bumpMap.toJSON(e).uuid,i.bumpScale=this.bumpScale),this.normalMap&&this.normalMap.isTexture&&(i.normalMap=this.normalMap.toJSON(e).uuid,i.normalMapType=this.normalMapType,i.normalScale=this.normalScale.toArray()),this.displacementMap&&this.displacementMap.isTexture&&(i.displacementMap=this.displacementMap.toJSON(e).uuid,i.displacementScale=this.displacementScale,i.displacementBias=this.displacementBias),this.roughnessMap&&this.roughnessMap.isTexture&&(i.roughnessMap=this.roughnessMap.toJSON(e).uuid),this.metalnessMap&&this.metalnessMap.isTexture&&(i.metalnessMap=this.metalnessMap.toJSON(e).uuid),this.emissiveMap&&this.emissiveMap.isTexture&&(i.emissiveMap=this.emissiveMap.toJSON(e).uuid),this.specularMap&&this.specularMap.isTexture&&(i.specularMap=this.specularMap.toJSON(e).uuid),this.specularIntensityMap&&this.specularIntensityMap.isTexture&&(i.specularIntensityMap=this.specularIntensityMap.toJSON(e).uuid),this.specularColorMap&&this.specularColorMap.isTexture&&(i.specularColorMap=this.specularColorMap.toJSON(e).uuid),this.envMap&&this.envMap.isTexture&&(i.envMap=this.envMap.toJSON(e).uuid,this.combine!==void 0&&(i.combine=this.combine)),this.envMapRotation!==void 0&&(i.envMapRotation=this.envMapRotation.toArray()),this.envMapIntensity!==void 0&&(i.envMapIntensity=this.envMapIntensity),this.reflectivity!==void 0&&(i.reflectivity=this.reflectivity),this.refractionRatio!==void 0&&(i.refractionRatio=this.refractionRatio),this.gradientMap&&this.gradientMap.isTexture&&(i.gradientMap=this.gradientMap.toJSON(e).uuid),this.transmission!==void 0&&(i.transmission=this.transmission),this.transmissionMap&&this.transmissionMap.isTexture&&(i.transmissionMap=this.transmissionMap.toJSON(e).uuid),this.thickness!==void 0&&(i.thickness=this.thickness),this.thicknessMap&&this.thicknessMap.isTexture&&(i.thicknessMap=this.thicknessMap.toJSON(e).uuid),this.attenuationDistance!==void 0&&(i.attenuationDistance=this.attenuationDistance),this.attenuationColor!==void 0&&(i.attenuationColor=this.attenuationColor.getHex()),this.size!==void 0&&(i.size=this.size),this.sizeAttenuation!==void 0&&(i.sizeAttenuation=this.sizeAttenuation),Array.isArray(this.clippingPlanes)&&this.clippingPlanes.length>0&&(i.clippingPlanes=this.clippingPlanes.map(s=>s.toJSON())),this.rotation!==void 0&&(i.rotation=this.rotation),this.depthPacking!==void 0&&(i.depthPacking=this.depthPacking),this.linewidth!==void 0&&(i.linewidth=this.linewidth),this.linecap!==void 0&&(i.linecap=this.linecap),this.linejoin!==void 0&&(i.linejoin=this.linejoin),this.dashSize!==void 0&&(i.dashSize=this.dashSize),this.gapSize!==void 0&&(i.gapSize=this.gapSize),this.scale!==void 0&&(i.scale=this.scale),this.wireframe!==void 0&&(i.wireframe=this.wireframe),this.wireframeLinewidth!==void 0&&(i.wireframeLinewidth=this.wireframeLinewidth),this.wireframeLinecap!==void 0&&(i.wireframeLinecap=this.wireframeLinecap),this.wireframeLinejoin!==void 0&&(i.wireframeLinejoin=this.wireframeLinejoin),this.flatShading!==void 0&&(i.flatShading=this.flatShading),this.fog!==void 0&&(i.fog=this.fog),Object.keys(this.userData).length>0&&(i.userData=this.userData);function r(s){let a=[];for(let o in s){let c=s[o];delete c.metadata,a.push(c)}return a}if(t){let s=r(e.textures),a=r(e.images);s.length>0&&(i.textures=s),a.length>0&&(i.images=a)}return i}fromJSON(e,t){if(e.uuid!==void 0&&(this.uuid=e.uuid),e.name!==void 0&&(this.name=e.name),e.color!==void 0&&this.color!==void 0&&this.color.setHex(e.color),e.roughness!==void 0&&(this.roughness=e.roughness),e.metalness!==void 0&&(this.metalness=e.metalness),e.sheen!==void 0&&(this.sheen=e.sheen),e.sheenColor!==void 0&&(this.sheenColor=new ei().setHex(e.sheenColor)),e.sheenRoughness!==void 0&&(this.sheenRoughness=e.sheenRoughness),e.emissive!==void 0&&this.emissive!==void 0&&this.emissive.setHex(e.emissive),e.specular!==void 0&&this.specular!==void 0&&this.specular.setHex(e.specular),e.specularIntensity!==void 0&&(this.specularIntensity=e.specularIntensity),e.specularColor!==void 0&&this.specularColor!==void 0&&this.specularColor.setHex(e.specularColor),e.shininess!==void 0&&(this.shininess=e.shininess),e.clearcoat!==void 0&&(this.clearcoat=e.clearcoat),e.clearcoatRoughness!==void 0&&(this.clearcoatRoughness=e.clearcoatRoughness),e.diffuseRoughness!==void 0&&(this.diffuseRoughness=e.diffuseRoughness),e.dispersion!==void 0&&(this.dispersion=e.dispersion),e.retroreflectivity!==void 0&&(this.retroreflectivity=e.retroreflectivity),e.iridescence!==void 0&&(this.iridescence=e.iridescence),e.iridescenceIOR!==void 0&&(this.iridescenceIOR=e.iridescenceIOR),e.iridescenceThicknessMinimum!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessMinimum),e.iridescenceThicknessMaximum!==void 0&&(this.iridescenceThicknessMaximum=e.iridescenceThicknessMaximum),e.iridescenceThicknessRange!==void 0&&(this.iridescenceThicknessMinimum=e.iridescenceThicknessRange[0],this.iridescenceThicknessMaximum=e.iridescenceThicknessRange[1]),e.transmission!==void 0&&(this.transmission=e.transmission),e.thickness!==void 0&&(this.thickness=e.thickness),e.attenuationDistance!==void 0&&(this.attenuationDistance=e.attenuationDistance),e.attenuationColor!==void 0&&this.attenuationColor!==void 0&&this.attenuationColor.setHex(e.attenuationColor),e.anisotropy!==void 0&&(this.anisotropy=e.anisotropy),e.anisotropyRotation!==void 0&&(this.anisotropyRotation=e.anisotropyRotation),e.fog!==void 0&&(this.fog=e.fog),e.flatShading!==void 0&&(this.flatShading=e.flatShading),e.blending!==void 0&&(this.blending=e.blending),e.combine!==void 0&&(this.combine=e.combine),e.side!==void 0&&(this.side=e.side),e.shadowSide!==void 0&&(this.shadowSide=e.shadowSide),e.opacity!==void 0&&(this.opacity=e.opacity),e.transparent!==void 0&&(this.transparent=e.transparent),e.alphaTest!==void 0&&(this.alphaTest=e.alphaTest),e.alphaHash!==void 0&&(this.alphaHash=e.alphaHash),e.depthFunc!==void 0&&(this.depthFunc=e.depthFunc),e.depthTest!==void 0&&(this.depthTest=e.depthTest),e.depthWrite!==void 0&&(this.depthWrite=e.depthWrite),e.colorWrite!==void 0&&(this.colorWrite=e.colorWrite),e.clippingPlanes!==void 0&&(this.clippingPlanes=e.clippingPlanes.map(i=>new Us().fromJSON(i))),e.clipIntersection!==void 0&&(this.clipIntersection=e.clipIntersection),e.clipShadows!==void 0&&(this.clipShadows=e.clipShadows),e.depthPacking!==void 0&&(this.depthPacking=e.depthPacking),e.blendSrc!==void 0&&(this.blendSrc=e.blendSrc),e.blendDst!==void 0&&(this.blendDst=e.blendDst),e.blendEquation!==void 0&&(this.blendEquation=e.blendEquation),e.blendSrcAlpha!==void 0&&(this.blendSrcAlpha=e.blendSrcAlpha),e.blendDstAlpha!==void 0&&(this.blendDstAlpha=e.blendDstAlpha),e.blendEquationAlpha!==void 0&&(this.blendEquationAlpha=e.blendEquationAlpha),e.blendColor!==void 0&&this.blendColor!==void 0&&this.blendColor.setHex(e.blendColor),e.blendAlpha!==void 0&&(this.blendAlpha=e.blendAlpha),e.stencilWriteMask!==void 0&&(this.stencilWriteMask=e.stencilWriteMask),e.stencilFunc!==void 0&&(this.stencilFunc=e.stencilFunc),e.stencilRef!==void 0&&(this.stencilRef=e.stencilRef),e.stencilFuncMask!==void 0&&(this.stencilFuncMask=e.stencilFuncMask),e.stencilFail!==void 0&&(this.stencilFail=e.stencilFail),e.stencilZFail!==void 0&&(this.stencilZFail=e.stencilZFail),e.stencilZPass!==void 0&&(this.stencilZPass=e.stencilZPass),e.stencilWrite!==void 0&&(this.stencilWrite=e.stencilWrite),e.wireframe!==void 0&&(this.wireframe=e.wireframe),e.wireframeLinewidth!==void 0&&(this.wireframeLinewidth=e.wireframeLinewidth),e.wireframeLinecap!==void 0&&(this.wireframeLinecap=e.wireframeLinecap),e.wireframeLinejoin!==void 0&&(this.wireframeLinejoin=e.wireframeLinejoin),e.rotation!==void 0&&(this.rotation=e.rotation),e.linewidth!==void 0&&(this.linewidth=e.linewidth),e.linecap!==void 0&&(this.linecap=e.linecap),e.linejoin!==void 0&&(this.linejoin=e.linejoin),e.dashSize!==void 0&&(this.dashSize=e.dashSize),e.gapSize!==void 0&&(this.gapSize=e.gapSize),e.scale!==void 0&&(this.scale=e.scale),e.polygonOffset!==void 0&&(this.polygonOffset=e.polygonOffset),e.polygonOffsetFactor!==void 0&&(this.polygonOffsetFactor=e.polygonOffsetFactor),e.polygonOffsetUnits!==void 0&&(this.polygonOffsetUnits=e.polygonOffsetUnits),e.dithering!==void 0&&(this.dithering=e.dithering),e.alphaToCoverage!==void 0&&(this.alphaToCoverage=e.alphaToCoverage),e.premultipliedAlpha!==void 0&&(this.premultipliedAlpha=e.premultipliedAlpha),e.forceSinglePass!==void 0&&(this.forceSinglePass=e.forceSinglePass),e.allowOverride!==void 0&&(this.allowOverride=e.allowOverride),e.visible!==void 0&&(this.visible=e.visible),e.toneMapped!==void 0&&(this.toneMapped=e.toneMapped),e.userData!==void 0&&(this.userData=e.userData),e.vertexColors!==void 0&&(typeof e.vertexColors=="number"?this.vertexColors=e.vertexColors>0:this.vertexColors=e.vertexColors),e.size!==void 0&&(this.size=e.size),e.sizeAttenuation!==void 0&&(this.sizeAttenuation=e.sizeAttenuation),e.map!==void 0&&(this.map=t[e.map]||null),e.matcap!==void 0&&(this.matcap=t[e.matcap]||null),e.alphaMap!==void 0&&(this.alphaMap=t[e.alphaMap]||null),e.bumpMap!==void 0&&(this.bumpMap=t[e.bumpMap]||null),e.bumpScale!==void 0&&(this.bumpScale=e.bumpScale),e.normalMap!==void 0&&(this.normalMap=t[e.normalMap]||null),e.normalMapType!==void 0&&(this.normalMapType=e.normalMapType),e.normalScale!==void 0){let i=e.normalScale;Array.isArray(i)===!1&&(i=[i,i]),this.normalScale=new Bn().fromArray(i)}return e.displacementMap!==void 0&&(this.displacementMap=t[e.displacementMap]||null),e.displacementScale!==void 0&&(this.displacementScale=e.displacementScale),e.displacementBias!==void 0&&(this.displacementBias=e.displacementBias),e.roughnessMap!==void 0&&(this.roughnessMap=t[e.roughnessMap]||null),e.metalnessMap!==void 0&&(this.metalnessMap=t[e.metalnessMap]||null),e.emissiveMap!==void 0&&(this.emissiveMap=t[e.emissiveMap]||null),e.emissiveIntensity!==void 0&&(this.emissiveIntensity=e.emissiveIntensity),e.specularMap!==void 0&&(this.specularMap=t[e.specularMap]||null),e.specularIntensityMap!==void 0&&(this.specularIntensityMap=t[e.specularIntensityMap]||null),e.specularColorMap!==void 0&&(this.specularColorMap=t[e.specularColorMap]||null),e.envMap!==void 0&&(this.envMap=t[e.envMap]||null),e.envMapRotation!==void 0&&this.envMapRotation.fromArray(e.envMapRotation),e.envMapIntensity!==void 0&&(this.envMapIntensity=e.envMapIntensity),e.reflectivity!==void 0&&(this.reflectivity=e.reflectivity),e.refractionRatio!==void 0&&(this.refractionRatio=e.refractionRatio),e.lightMap!==void 0&&(this.lightMap=t[e.lightMap]||null),e.lightMapIntensity!==void 0&&(this.lightMapIntensity=e.lightMapIntensity),e.aoMap!==void 0&&(this.aoMap=t[e.aoMap]||null),e.aoMapIntensity!==void 0&&(this.aoMapIntensity=e.aoMapIntensity),e.gradientMap!==void 0&&(this.gradientMap=t[e.gradientMap]||null),e.clearcoatMap!==void 0&&(this.clearcoatMap=t[e.clearcoatMap]||null),e.clearcoatRoughnessMap!==void 0&&(this.clearcoatRoughnessMap=t[e.clearcoatRoughnessMap]||null),e.clearcoatNormalMap!==void 0&&(this.clearcoatNormalMap=t[e.clearcoatNormalMap]||null),e.clearcoatNormalScale!==void 0&&(this.clearcoatNormalScale=new Bn().fromArray(e.clearcoatNormalScale)),e.diffuseRoughnessMap!==void 0&&(this.diffuseRoughnessMap=t[e.diffuseRoughnessMap]||null),e.iridescenceMap!==void 0&&(this.iridescenceMap=t[e.iridescenceMap]||null),e.iridescenceThicknessMap!==void 0&&(this.iridescenceThicknessMap=t[e.iridescenceThicknessMap]||null),e.transmissionMap!==void 0&&(this.transmissionMap=t[e.transmissionMap]||null),e.thicknessMap!==void 0&&(this.thicknessMap=t[e.thicknessMap]||null),e.anisotropyMap!==void 0&&(this.anisotropyMap=t[e.anisotropyMap]||null),e.sheenColorMap!==void 0&&(this.sheenColorMap=t[e.sheenColorMap]||null),e.sheenRoughnessMap!==void 0&&(this.sheenRoughnessMap=t[e.sheenRoughnessMap]||null),this}clone(){return new this.constructor().copy(this)}copy(e){this.name=e.name,this.blending=e.blending,this.side=e.side,this.vertexColors=e.vertexColors,this.opacity=e.opacity,this.transparent=e.transparent,this.blendSrc=e.blendSrc,this.blendDst=e.blendDst,this.blendEquation=e.blendEquation,this.blendSrcAlpha=e.blendSrcAlpha,this.blendDstAlpha=e.blendDstAlpha,this.blendEquationAlpha=e.blendEquationAlpha,this.blendColor.copy(e.blendColor),this.blendAlpha=e.blendAlpha,this.depthFunc=e.depthFunc,this.depthTest=e.depthTest,this.depthWrite=e.depthWrite,this.stencilWriteMask=e.stencilWriteMask,this.stencilFunc=e.stencilFunc,this.stencilRef=e.stencilRef,this.stencilFuncMask=e.stencilFuncMask,this.stencilFail=e.stencilFail,this.stencilZFail=e.stencilZFail,this.stencilZPass=e.stencilZPass,this.stencilWrite=e.stencilWrite;let t=e.clippingPlanes,i=null;if(t!==null){let r=t.length;i=new Array(r);for(let s=0;s!==r;++s)i[s]=t[s].clone()}return this.clippingPlanes=i,this.clipIntersection=e.clipIntersection,this.clipShadows=e.clipShadows,this.shadowSide=e.shadowSide,this.colorWrite=e.colorWrite,this.precision=e.precision,this.polygonOffset=e.polygonOffset,this.polygonOffsetFactor=e.polygonOffsetFactor,this.polygonOffsetUnits=e.polygonOffsetUnits,this.dithering=e.dithering,this.alphaTest=e.alphaTest,this.alphaHash=e.alphaHash,this.alphaToCoverage=e.alphaToCoverage,this.premultipliedAlpha=e.premultipliedAlpha,this.forceSinglePass=e.forceSinglePass,this.allowOverride=e.allowOverride,this.visible=e.visible,this.toneMapped=e.toneMapped,this.userData=JSON.parse(JSON.stringify(e.userData)),this}dispose(){this.dispatchEvent({type:"dispose"})}set needsUpdate(e){e===!0&&this.version++}};var _o=new Ie,Wg=new Ie,Zh=new Ie,Kh=new Ie,zc=class{constructor(e=new Ie,t=new Ie(0,0,-1)){this.origin=e,this.direction=t}set(e,t){return this.origin.copy(e),this.direction.copy(t),this}copy(e){return this.origin.copy(e.origin),this.direction.copy(e.direction),this}at(e,t){return t.copy(this.origin).addScaledVector(this.direction,e)}lookAt(e){return this.direction.copy(e).sub(this.origin).normalize(),this}recast(e){return this.origin.copy(this.at(e,_o)),this}closestPointToPoint(e,t){t.subVectors(e,this.origin);let i=t.dot(this.direction);return i<0?t.copy(this.origin):t.copy(this.origin).addScaledVector(this.direction,i)}distanceToPoint(e){return Math.sqrt(this.distanceSqToPoint(e))}distanceSqToPoint(e){let t=_o.subVectors(e,this.origin).dot(this.direction);return t<0?this.origin.distanceToSquared(e):(_o.copy(this.origin).addScaledVector(this.direction,t),_o.distanceToSquared(e))}distanceSqToSegment(e,t,i,r){Wg.copy(e).add(t).multiplyScalar(.5),Zh.copy(t).sub(e).normalize(),Kh.copy(this.origin).sub(Wg);let s=e.distanceTo(t)*.5,a=-this.direction.dot(Zh),o=Kh.dot(this.direction),c=-Kh.dot(Zh),l=Kh.lengthSq(),u=Math.abs(1-a*a),h,f,p,v;if(u>0)if(h=a*c-o,f=a*o-c,v=s*u,h>=0)if(f>=-v)if(f<=v){let M=1/u;h*=M,f*=M,p=h*(h+a*f+2*o)+f*(a*h+f+2*c)+l}else f=s,h=Math.max(0,-(a*f+o)),p=-h*h+f*(f+2*c)+l;else f=-s,h=Math.max(0,-(a*f+o)),p=-h*h+f*(f+2*c)+l;else f<=-v?(h=Math.max(0,-(-a*s+o)),f=h>0?-s:Math.min(Math.max(-s,-c),s),p=-h*h+f*(f+2*c)+l):f<=v?(h=0,f=Math.min(Math.max(-s,-c),s),p=f*(f+2*c)+l):(h=Math.max(0,-(a*s+o)),f=h>0?s:Math.min(Math.max(-s,-c),s),p=-h*h+f*(f+2*c)+l);else f=a>0?-s:s,h=Math.max(0,-(a*f+o)),p=-h*h+f*(f+2*c)+l;return i&&i.copy(this.origin).addScaledVector(this.direction,h),r&&r.copy(Wg).addScaledVector(Zh,f),p}intersectSphere(e,t){if(e.radius<0)return null;_o.subVectors(e.center,this.origin);let i=_o.dot(this.direction),r=_o.dot(_o)-i*i,s=e.radius*e.radius;if(r>s)return null;let a=Math.sqrt(s-r),o=i-a,c=i+a;return c<0?null:o<0?this.at(c,t):this.at(o,t)}intersectsSphere(e){return e.radius<0?!1:this.distanceSqToPoint(e.center)<=e.radius*e.radius}distanceToPlane(e){let t=e.normal.dot(this.direction);if(t===0)return e.distanceToPoint(this.origin)===0?0:null;let i=-(this.origin.dot(e.normal)+e.constant)/t;return i>=0?i:null}intersectPlane(e,t){let i=this.distanceToPlane(e);return i===null?null:this.at(i,t)}intersectsPlane(e){let t=e.distanceToPoint(this.origin);return t===0||e.normal.dot(this.direction)*t<0}intersectBox(e,t){let i,r,s,a,o,c,l=1/this.direction.x,u=1/this.direction.y,h=1/this.direction.z,f=this.origin;return l>=0?(i=(e.min.x-f.x)*l,r=(e.max.x-f.x)*l):(i=(e.max.x-f.x)*l,r=(e.min.x-f.x)*l),u>=0?(s=(e.min.y-f.y)*u,a=(e.max.y-f.y)*u):(s=(e.max.y-f.y)*u,a=(e.min.y-f.y)*u),i>a||s>r||((s>i||isNaN(i))&&(i=s),(a<r||isNaN(r))&&(r=a),h>=0?(o=(e.min.z-f.z)*h,c=(e.max.z-f.z)*h):(o=(e.max.z-f.z)*h,c=(e.min.z-f.z)*h),i>c||o>r)||((o>i||i!==i)&&(i=o),(c<r||r!==r)&&(r=c),r<0)?null:this.at(i>=0?i:r,t)}intersectsBox(e){return this.intersectBox(e,_o)!==null}intersectTriangle(e,t,i,r,s){let a=this.origin,o=this.direction,c=o.x,l=o.y,u=o.z,h=e.x-a.x,f=e.y-a.y,p=e.z-a.z,v=t.x-a.x,M=t.y-a.y,m=t.z-a.z,g=i.x-a.x,S=i.y-a.y,T=i.z-a.z,b=Math.abs(c),D=Math.abs(l),C=Math.abs(u),x,A,j,W,H,te,ee,k,ie,pe,$,Oe;if(b>=D&&b>=C?(j=c,te=h,ie=v,Oe=g,c>=0?(x=l,A=u,W=f,H=p,ee=M,k=m,pe=S,$=T):(x=u,A=l,W=p,H=f,ee=m,k=M,pe=T,$=S)):D>=C?(j=l,te=f,ie=M,Oe=S,l>=0?(x=u,A=c,W=p,H=h,ee=m,k=v,pe=T,$=g):(x=c,A=u,W=h,H=p,ee=v,k=m,pe=g,$=T)):(j=u,te=p,ie=m,Oe=T,u>=0?(x=c,A=l,W=h,H=f,ee=v,k=M,pe=g,$=S):(x=l,A=c,W=f,H=h,ee=M,k=v,pe=S,$=g)),j===0)return null;let he=x/j,Se=A/j,re=1/j,De=W-he*te,Be=H-Se*te,ye=ee-he*ie,We=k-Se*ie,rt=pe-he*Oe,bt=$-Se*Oe,et=rt*We-bt*ye,nn=De*bt-Be*rt,pn=ye*Be-We*De;if(r){if(et<0||nn<0||pn<0)return null}else if((et<0||nn<0||pn<0)&&(et>0||nn>0||pn>0))return null;let Qt=et+nn+pn;if(Qt===0)return null;let Rn=re*(et*te+nn*ie+pn*Oe);return(Qt>0?Rn<0:Rn>0)?null:this.at(Rn/Qt,s)}applyMatrix4(e){return this.origin.applyMatrix4(e),this.direction.transformDirection(e),this}equals(e){return e.origin.equals(this.origin)&&e.direction.equals(this.direction)}clone(){return new this.constructor().copy(this)}},Ed=class extends ol{constructor(e){super(),this.isMeshBasicMaterial=!0,this.type="MeshBasicMaterial",this.color=new ei(16777215),this.map=null,this.lightMap=null,this.lightMapIntensity=1,this.aoMap=null,this.aoMapIntensity=1,this.specularMap=null,this.alphaMap=null,this.envMap=null,this.envMapRotation=new yo,this.combine=a0,this.reflectivity=1,this.refractionRatio=.98,this.wireframe=!1,this.wireframeLinewidth=1,this.wireframeLinecap="round",this.wireframeLinejoin="round",this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.color.copy(e.color),this.map=e.map,this.lightMap=e.lightMap,this.lightMapIntensity=e.lightMapIntensity,this.aoMap=e.aoMap,this.aoMapIntensity=e.aoMapIntensity,this.specularMap=e.specularMap,this.alphaMap=e.alphaMap,this.envMap=e.envMap,this.envMapRotation.copy(e.envMapRotation),this.combine=e.combine,this.reflectivity=e.reflectivity,this.refractionRatio=e.refractionRatio,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.wireframeLinecap=e.wireframeLinecap,this.wireframeLinejoin=e.wireframeLinejoin,this.fog=e.fog,this}},qv=new Ji,zl=new zc,jh=new kc,$v=new Ie,Jh=new Ie,Qh=new Ie,ed=new Ie,Xg=new Ie,td=new Ie,Zv=new Ie,nd=new Ie,ba=class extends ms{constructor(e=new So,t=new Ed){super(),this.isMesh=!0,this.type="Mesh",this.geometry=e,this.material=t,this.morphTargetDictionary=void 0,this.morphTargetInfluences=void 0,this.count=1,this.updateMorphTargets()}copy(e,t){return super.copy(e,t),e.morphTargetInfluences!==void 0?this.morphTargetInfluences=e.morphTargetInfluences.slice():this.morphTargetInfluences=void 0,e.morphTargetDictionary!==void 0?this.morphTargetDictionary=Object.assign({},e.morphTargetDictionary):this.morphTargetDictionary=void 0,this.material=Array.isArray(e.material)?e.material.slice():e.material,this.geometry=e.geometry,this}updateMorphTargets(){let t=this.geometry.morphAttributes,i=Object.keys(t);if(i.length>0){let r=t[i[0]];if(r!==void 0){this.morphTargetInfluences=[],this.morphTargetDictionary={};for(let s=0,a=r.length;s<a;s++){let o=r[s].name||String(s);this.morphTargetInfluences.push(0),this.morphTargetDictionary[o]=s}}}}getVertexPosition(e,t){let i=this.geometry,r=i.attributes.position,s=i.morphAttributes.position,a=i.morphTargetsRelative;t.fromBufferAttribute(r,e);let o=this.morphTargetInfluences;if(s&&o){td.set(0,0,0);for(let c=0,l=s.length;c<l;c++){let u=o[c],h=s[c];u!==0&&(Xg.fromBufferAttribute(h,e),a?td.addScaledVector(Xg,u):td.addScaledVector(Xg.sub(t),u))}t.add(td)}return t}intersectsFrustum(e){return e.intersectsObject(this)}raycast(e,t){let i=this.geometry,r=this.material,s=this.matrixWorld;r!==void 0&&(i.boundingSphere===null&&i.computeBoundingSphere(),jh.copy(i.boundingSphere),jh.applyMatrix4(s),zl.copy(e.ray).recast(e.near),!(jh.containsPoint(zl.origin)===!1&&(zl.intersectSphere(jh,$v)===null||zl.origin.distanceToSquared($v)>(e.far-e.near)**2))&&(qv.copy(s).invert(),zl.copy(e.ray).applyMatrix4(qv),!(i.boundingBox!==null&&zl.intersectsBox(i.boundingBox)===!1)&&this._computeIntersections(e,t,zl)))}_computeIntersections(e,t,i){let r,s=this.geometry,a=this.material,o=s.index,c=s.attributes.position,l=s.attributes.uv,u=s.attributes.uv1,h=s.attributes.normal,f=s.groups,p=s.drawRange;if(o!==null)if(Array.isArray(a))for(let v=0,M=f.length;v<M;v++){let m=f[v],g=a[m.materialIndex],S=Math.max(m.start,p.start),T=Math.min(o.count,Math.min(m.start+m.count,p.start+p.count));for(let b=S,D=T;b<D;b+=3){let C=o.getX(b),x=o.getX(b+1),A=o.getX(b+2);r=id(this,g,e,i,l,u,h,C,x,A),r&&(r.faceIndex=Math.floor(b/3),r.face.materialIndex=m.materialIndex,t.push(r))}}else{let v=Math.max(0,p.start),M=Math.min(o.count,p.start+p.count);for(let m=v,g=M;m<g;m+=3){let S=o.getX(m),T=o.getX(m+1),b=o.getX(m+2);r=id(this,a,e,i,l,u,h,S,T,b),r&&(r.faceIndex=Math.floor(m/3),t.push(r))}}else if(c!==void 0)if(Array.isArray(a))for(let v=0,M=f.length;v<M;v++){let m=f[v],g=a[m.materialIndex],S=Math.max(m.start,p.start),T=Math.min(c.count,Math.min(m.start+m.count,p.start+p.count));for(let b=S,D=T;b<D;b+=3){let C=b,x=b+1,A=b+2;r=id(this,g,e,i,l,u,h,C,x,A),r&&(r.faceIndex=Math.floor(b/3),r.face.materialIndex=m.materialIndex,t.push(r))}}else{let v=Math.max(0,p.start),M=Math.min(c.count,p.start+p.count);for(let m=v,g=M;m<g;m+=3){let S=m,T=m+1,b=m+2;r=id(this,a,e,i,l,u,h,S,T,b),r&&(r.faceIndex=Math.floor(m/3),t.push(r))}}}};function QA(n,e,t,i,r,s,a,o){let c;if(e.side===gs?c=i.intersectTriangle(a,s,r,!0,o):c=i.intersectTriangle(r,s,a,e.side===pl,o),c===null)return null;nd.copy(o),nd.applyMatrix4(n.matrixWorld);let l=t.ray.origin.distanceTo(nd);return l<t.near||l>t.far?null:{distance:l,point:nd.clone(),object:n}}function id(n,e,t,i,r,s,a,o,c,l){n.getVertexPosition(o,Jh),n.getVertexPosition(c,Qh),n.getVertexPosition(l,ed);let u=QA(n,e,t,i,Jh,Qh,ed,Zv);if(u){let h=new Ie;sl.getBarycoord(Zv,Jh,Qh,ed,h),r&&(u.uv=sl.getInterpolatedAttribute(r,o,c,l,h,new Bn)),s&&(u.uv1=sl.getInterpolatedAttribute(s,o,c,l,h,new Bn)),a&&(u.normal=sl.getInterpolatedAttribute(a,o,c,l,h,new Ie),u.normal.dot(i.direction)>0&&u.normal.multiplyScalar(-1));let f={a:o,b:c,c:l,normal:new Ie,materialIndex:0};sl.getNormal(Jh,Qh,ed,f.normal),u.face=f,u.barycoord=h}return u}var Td=class extends Ts{constructor(e=null,t=1,i=1,r,s,a,o,c,l=Vr,u=Vr,h,f){super(null,a,o,c,l,u,r,s,h,f),this.isDataTexture=!0,this.image={data:e,width:t,height:i},this.generateMipmaps=!1,this.flipY=!1,this.unpackAlignment=1}};var Gl=new kc,e1=new Bn(.5,.5),rd=new Ie,ll=class{constructor(e=new Us,t=new Us,i=new Us,r=new Us,s=new Us,a=new Us){this.planes=[e,t,i,r,s,a]}set(e,t,i,r,s,a){let o=this.planes;return o[0].copy(e),o[1].copy(t),o[2].copy(i),o[3].copy(r),o[4].copy(s),o[5].copy(a),this}copy(e){let t=this.planes;for(let i=0;i<6;i++)t[i].copy(e.planes[i]);return this}setFromProjectionMatrix(e,t=ia,i=!1){let r=this.planes,s=e.elements,a=s[0],o=s[1],c=s[2],l=s[3],u=s[4],h=s[5],f=s[6],p=s[7],v=s[8],M=s[9],m=s[10],g=s[11],S=s[12],T=s[13],b=s[14],D=s[15];if(r[0].setComponents(l-a,p-u,g-v,D-S).normalize(),r[1].setComponents(l+a,p+u,g+v,D+S).normalize(),r[2].setComponents(l+o,p+h,g+M,D+T).normalize(),r[3].setComponents(l-o,p-h,g-M,D-T).normalize(),i)r[4].setComponents(c,f,m,b).normalize(),r[5].setComponents(l-c,p-f,g-m,D-b).normalize();else if(r[4].setComponents(l-c,p-f,g-m,D-b).normalize(),t===ia)r[5].setComponents(l+c,p+f,g+m,D+b).normalize();else if(t===Nc)r[5].setComponents(c,f,m,b).normalize();else throw new Error("THREE.Frustum.setFromProjectionMatrix(): Invalid coordinate system: "+t);return this}intersectsObject(e){if(e.boundingSphere!==void 0)e.boundingSphere===null&&e.computeBoundingSphere(),Gl.copy(e.boundingSphere).applyMatrix4(e.matrixWorld);else{let t=e.geometry;t.boundingSphere===null&&t.computeBoundingSphere(),Gl.copy(t.boundingSphere).applyMatrix4(e.matrixWorld)}return this.intersectsSphere(Gl)}intersectsSprite(e){Gl.center.set(0,0,0);let t=e1.distanceTo(e.center);return Gl.radius=.7071067811865476+t,Gl.applyMatrix4(e.matrixWorld),this.intersectsSphere(Gl)}intersectsSphere(e){let t=this.planes,i=e.center,r=-e.radius;for(let s=0;s<6;s++)if(t[s].distanceToPoint(i)<r)return!1;return!0}intersectsBox(e){let t=this.planes;for(let i=0;i<6;i++){let r=t[i];if(rd.x=r.normal.x>0?e.max.x:e.min.x,rd.y=r.normal.y>0?e.max.y:e.min.y,rd.z=r.normal.z>0?e.max.z:e.min.z,r.distanceToPoint(rd)<0)return!1}return!0}containsPoint(e){let t=this.planes;for(let i=0;i<6;i++)if(t[i].distanceToPoint(e)<0)return!1;return!0}clone(){return new this.constructor().copy(this)}},Kv=new Ji,Ad=class n{constructor(){this.coordinateSystem=ia,this._frustums=[],this._count=0}setFromArrayCamera(e){let t=e.cameras,i=this._frustums;for(let r=0;r<t.length;r++){let s=t[r];Kv.multiplyMatrices(s.projectionMatrix,s.matrixWorldInverse),i[r]===void 0&&(i[r]=new ll),i[r].setFromProjectionMatrix(Kv,s.coordinateSystem,s.reversedDepth)}return this._count=t.length,this}getFrustum(e){return this._frustums[e]}intersectsObject(e){let t=this._frustums;for(let i=0;i<this._count;i++)if(t[i].intersectsObject(e))return!0;return!1}intersectsSprite(e){let t=this._frustums;for(let i=0;i<this._count;i++)if(t[i].intersectsSprite(e))return!0;return!1}intersectsSphere(e){let t=this._frustums;for(let i=0;i<this._count;i++)if(t[i].intersectsSphere(e))return!0;return!1}intersectsBox(e){let t=this._frustums;for(let i=0;i<this._count;i++)if(t[i].intersectsBox(e))return!0;return!1}containsPoint(e){let t=this._frustums;for(let i=0;i<this._count;i++)if(t[i].containsPoint(e))return!0;return!1}copy(e){this.coordinateSystem=e.coordinateSystem;let t=this._frustums,i=e._frustums;for(let r=0;r<e._count;r++)t[r]===void 0&&(t[r]=new ll),t[r].copy(i[r]);return this._count=e._count,this}clone(){return new n().copy(this)}};var of=class extends Ts{constructor(e=[],t=Xl,i,r,s,a,o,c,l,u){super(e,t,i,r,s,a,o,c,l,u),this.isCubeTexture=!0,this.flipY=!1}get images(){return this.image}set images(e){this.image=e}};var bo=class extends Ts{constructor(e,t,i=Ea,r,s,a,o=Vr,c=Vr,l,u=xo,h=1){if(u!==xo&&u!==Eo)throw new Error("THREE.DepthTexture: format must be either THREE.DepthFormat or THREE.DepthStencilFormat");let f={width:e,height:t,depth:h};super(f,r,s,a,o,c,u,i,l),this.isDepthTexture=!0,this.flipY=!1,this.generateMipmaps=!1,this.compareFunction=null}copy(e){return super.copy(e),this.source=new Uc(Object.assign({},e.image)),this.compareFunction=e.compareFunction,this}toJSON(e){let t=super.toJSON(e);return t.compareFunction=this.compareFunction,t}},lf=class extends bo{constructor(e,t=Ea,i=Xl,r,s,a=Vr,o=Vr,c,l=xo){let u={width:e,height:e,depth:1},h=[u,u,u,u,u,u];super(e,e,t,i,r,s,a,o,c,l),this.image=h,this.isCubeDepthTexture=!0,this.isCubeTexture=!0}get images(){return this.image}set images(e){this.image=e}},cf=class extends Ts{constructor(e=null){super(),this.sourceTexture=e,this.isExternalTexture=!0}copy(e){return super.copy(e),this.sourceTexture=e.sourceTexture,this}},Gc=class n extends So{constructor(e=1,t=1,i=1,r=1,s=1,a=1){super(),this.type="BoxGeometry",this.parameters={width:e,height:t,depth:i,widthSegments:r,heightSegments:s,depthSegments:a};let o=this;r=Math.floor(r),s=Math.floor(s),a=Math.floor(a);let c=[],l=[],u=[],h=[],f=0,p=0;v("z","y","x",-1,-1,i,t,e,a,s,0),v("z","y","x",1,-1,i,t,-e,a,s,1),v("x","z","y",1,1,e,i,t,r,a,2),v("x","z","y",1,-1,e,i,-t,r,a,3),v("x","y","z",1,-1,e,t,i,r,s,4),v("x","y","z",-1,-1,e,t,-i,r,s,5),this.setIndex(c),this.setAttribute("position",new ra(l,3)),this.setAttribute("normal",new ra(u,3)),this.setAttribute("uv",new ra(h,2));function v(M,m,g,S,T,b,D,C,x,A,j){let W=b/x,H=D/A,te=b/2,ee=D/2,k=C/2,ie=x+1,pe=A+1,$=0,Oe=0,he=new Ie;for(let Se=0;Se<pe;Se++){let re=Se*H-ee;for(let De=0;De<ie;De++){let Be=De*W-te;he[M]=Be*S,he[m]=re*T,he[g]=k,l.push(he.x,he.y,he.z),he[M]=0,he[m]=0,he[g]=C>0?1:-1,u.push(he.x,he.y,he.z),h.push(De/x),h.push(1-Se/A),$+=1}}for(let Se=0;Se<A;Se++)for(let re=0;re<x;re++){let De=f+re+ie*Se,Be=f+re+ie*(Se+1),ye=f+(re+1)+ie*(Se+1),We=f+(re+1)+ie*Se;c.push(De,Be,We),c.push(Be,ye,We),Oe+=6}o.addGroup(p,Oe,j),p+=Oe,f+=$}}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(e){return new n(e.width,e.height,e.depth,e.widthSegments,e.heightSegments,e.depthSegments)}};var uf=class n extends So{constructor(e=1,t=1,i=1,r=1){super(),this.type="PlaneGeometry",this.parameters={width:e,height:t,widthSegments:i,heightSegments:r};let s=e/2,a=t/2,o=Math.floor(i),c=Math.floor(r),l=o+1,u=c+1,h=e/o,f=t/c,p=[],v=[],M=[],m=[];for(let g=0;g<u;g++){let S=g*f-a;for(let T=0;T<l;T++){let b=T*h-s;v.push(b,-S,0),M.push(0,0,1),m.push(T/o),m.push(1-g/c)}}for(let g=0;g<c;g++)for(let S=0;S<o;S++){let T=S+l*g,b=S+l*(g+1),D=S+1+l*(g+1),C=S+1+l*g;p.push(T,b,C),p.push(b,D,C)}this.setIndex(p),this.setAttribute("position",new ra(v,3)),this.setAttribute("normal",new ra(M,3)),this.setAttribute("uv",new ra(m,2))}copy(e){return super.copy(e),this.parameters=Object.assign({},e.parameters),this}static fromJSON(e){return new n(e.width,e.height,e.widthSegments,e.heightSegments)}};function ql(n){let e={};for(let t in n){e[t]={};for(let i in n[t]){let r=n[t][i];if(jv(r))r.isRenderTargetTexture?(Fn("UniformsUtils: Textures of render targets cannot be cloned via cloneUniforms() or mergeUniforms()."),e[t][i]=null):e[t][i]=r.clone();else if(Array.isArray(r))if(jv(r[0])){let s=[];for(let a=0,o=r.length;a<o;a++)s[a]=r[a].clone();e[t][i]=s}else e[t][i]=r.slice();else e[t][i]=r}}return e}function as(n){let e={};for(let t=0;t<n.length;t++){let i=ql(n[t]);for(let r in i)e[r]=i[r]}return e}function jv(n){return n&&(n.isColor||n.isMatrix3||n.isMatrix4||n.isVector2||n.isVector3||n.isVector4||n.isTexture||n.isQuaternion)}function t1(n){let e=[];for(let t=0;t<n.length;t++)e.push(n[t].clone());return e}function I0(n){let e=n.getRenderTarget();return e===null?n.outputColorSpace:e.isXRRenderTarget===!0?e.texture.colorSpace:li.workingColorSpace}var Wx={clone:ql,merge:as},n1=`void main() {
	gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
}`,i1=`void main() {
	gl_FragColor = vec4( 1.0, 0.0, 0.0, 1.0 );
}`,Ka=class extends ol{constructor(e){super(),this.isShaderMaterial=!0,this.type="ShaderMaterial",this.defines={},this.uniforms={},this.uniformsGroups=[],this.vertexShader=n1,this.fragmentShader=i1,this.linewidth=1,this.wireframe=!1,this.wireframeLinewidth=1,this.fog=!1,this.lights=!1,this.clipping=!1,this.forceSinglePass=!0,this.extensions={clipCullDistance:!1,multiDraw:!1},this.defaultAttributeValues={color:[1,1,1],uv:[0,0],uv1:[0,0]},this.index0AttributeName=void 0,this.uniformsNeedUpdate=!1,this.glslVersion=null,e!==void 0&&this.setValues(e)}copy(e){return super.copy(e),this.fragmentShader=e.fragmentShader,this.vertexShader=e.vertexShader,this.uniforms=ql(e.uniforms),this.uniformsGroups=t1(e.uniformsGroups),this.defines=Object.assign({},e.defines),this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.fog=e.fog,this.lights=e.lights,this.clipping=e.clipping,this.extensions=Object.assign({},e.extensions),this.glslVersion=e.glslVersion,this.defaultAttributeValues=Object.assign({},e.defaultAttributeValues),this.index0AttributeName=e.index0AttributeName,this.uniformsNeedUpdate=e.uniformsNeedUpdate,this}toJSON(e){let t=super.toJSON(e);t.glslVersion=this.glslVersion,t.uniforms={};for(let r in this.uniforms){let a=this.uniforms[r].value;a&&a.isTexture?t.uniforms[r]={type:"t",value:a.toJSON(e).uuid}:a&&a.isColor?t.uniforms[r]={type:"c",value:a.getHex()}:a&&a.isVector2?t.uniforms[r]={type:"v2",value:a.toArray()}:a&&a.isVector3?t.uniforms[r]={type:"v3",value:a.toArray()}:a&&a.isVector4?t.uniforms[r]={type:"v4",value:a.toArray()}:a&&a.isMatrix3?t.uniforms[r]={type:"m3",value:a.toArray()}:a&&a.isMatrix4?t.uniforms[r]={type:"m4",value:a.toArray()}:t.uniforms[r]={value:a}}Object.keys(this.defines).length>0&&(t.defines=this.defines),t.vertexShader=this.vertexShader,t.fragmentShader=this.fragmentShader,t.lights=this.lights,t.clipping=this.clipping;let i={};for(let r in this.extensions)this.extensions[r]===!0&&(i[r]=!0);return Object.keys(i).length>0&&(t.extensions=i),t}fromJSON(e,t){if(super.fromJSON(e,t),e.uniforms!==void 0)for(let i in e.uniforms){let r=e.uniforms[i];switch(this.uniforms[i]={},r.type){case"t":this.uniforms[i].value=t[r.value]||null;break;case"c":this.uniforms[i].value=new ei().setHex(r.value);break;case"v2":this.uniforms[i].value=new Bn().fromArray(r.value);break;case"v3":this.uniforms[i].value=new Ie().fromArray(r.value);break;case"v4":this.uniforms[i].value=new Qi().fromArray(r.value);break;case"m3":this.uniforms[i].value=new Vn().fromArray(r.value);break;case"m4":this.uniforms[i].value=new Ji().fromArray(r.value);break;default:this.uniforms[i].value=r.value}}if(e.defines!==void 0&&(this.defines=e.defines),e.vertexShader!==void 0&&(this.vertexShader=e.vertexShader),e.fragmentShader!==void 0&&(this.fragmentShader=e.fragmentShader),e.glslVersion!==void 0&&(this.glslVersion=e.glslVersion),e.extensions!==void 0)for(let i in e.extensions)this.extensions[i]=e.extensions[i];return e.lights!==void 0&&(this.lights=e.lights),e.clipping!==void 0&&(this.clipping=e.clipping),this}},wd=class extends Ka{constructor(e){super(e),this.isRawShaderMaterial=!0,this.type="RawShaderMaterial"}},Cd=class extends ol{constructor(e){super(),this.isMeshStandardMaterial=!0,this.type="MeshStandardMaterial",this.defines={STANDARD:""},this.color=new ei(16777215),this.roughness=1,this.metalness=0,this.map=null,this.lightMap=null,this.lightMapIntensity=1,this.aoMap=null,this.aoMapIntensity=1,this.emissive=new ei(0),this.emissiveIntensity=1,this.emissiveMap=null,this.bumpMap=null,this.bumpScale=1,this.normalMap=null,this.normalMapType=Pp,this.normalScale=new Bn(1,1),this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.roughnessMap=null,this.metalnessMap=null,this.alphaMap=null,this.envMap=null,this.envMapRotation=new yo,this.envMapIntensity=1,this.wireframe=!1,this.wireframeLinewidth=1,this.wireframeLinecap="round",this.wireframeLinejoin="round",this.flatShading=!1,this.fog=!0,this.setValues(e)}copy(e){return super.copy(e),this.defines={STANDARD:""},this.color.copy(e.color),this.roughness=e.roughness,this.metalness=e.metalness,this.map=e.map,this.lightMap=e.lightMap,this.lightMapIntensity=e.lightMapIntensity,this.aoMap=e.aoMap,this.aoMapIntensity=e.aoMapIntensity,this.emissive.copy(e.emissive),this.emissiveMap=e.emissiveMap,this.emissiveIntensity=e.emissiveIntensity,this.bumpMap=e.bumpMap,this.bumpScale=e.bumpScale,this.normalMap=e.normalMap,this.normalMapType=e.normalMapType,this.normalScale.copy(e.normalScale),this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this.roughnessMap=e.roughnessMap,this.metalnessMap=e.metalnessMap,this.alphaMap=e.alphaMap,this.envMap=e.envMap,this.envMapRotation.copy(e.envMapRotation),this.envMapIntensity=e.envMapIntensity,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this.wireframeLinecap=e.wireframeLinecap,this.wireframeLinejoin=e.wireframeLinejoin,this.flatShading=e.flatShading,this.fog=e.fog,this}};var Rd=class extends ol{constructor(e){super(),this.isMeshDepthMaterial=!0,this.type="MeshDepthMaterial",this.depthPacking=Cx,this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.wireframe=!1,this.wireframeLinewidth=1,this.setValues(e)}copy(e){return super.copy(e),this.depthPacking=e.depthPacking,this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this.wireframe=e.wireframe,this.wireframeLinewidth=e.wireframeLinewidth,this}},Pd=class extends ol{constructor(e){super(),this.isMeshDistanceMaterial=!0,this.type="MeshDistanceMaterial",this.map=null,this.alphaMap=null,this.displacementMap=null,this.displacementScale=1,this.displacementBias=0,this.setValues(e)}copy(e){return super.copy(e),this.map=e.map,this.alphaMap=e.alphaMap,this.displacementMap=e.displacementMap,this.displacementScale=e.displacementScale,this.displacementBias=e.displacementBias,this}};function Rc(n,e){return!n||n.constructor===e?n:typeof e.BYTES_PER_ELEMENT=="number"?new e(n):Array.prototype.slice.call(n)}function sd(n){return n!==void 0&&n.inTangents!==void 0&&n.outTangents!==void 0}var cl=class{constructor(e,t,i,r){this.parameterPositions=e,this._cachedIndex=0,this.resultBuffer=r!==void 0?r:new t.constructor(i),this.sampleValues=t,this.valueSize=i,this.settings=null,this.DefaultSettings_={}}evaluate(e){let t=this.parameterPositions,i=this._cachedIndex,r=t[i],s=t[i-1];n:{e:{let a;t:{i:if(!(e<r)){for(let o=i+2;;){if(r===void 0){if(e<s)break i;return i=t.length,this._cachedIndex=i,this.copySampleValue_(i-1)}if(i===o)break;if(s=r,r=t[++i],e<r)break e}a=t.length;break t}if(!(e>=s)){let o=t[1];e<o&&(i=2,s=o);for(let c=i-2;;){if(s===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(i===c)break;if(r=s,s=t[--i-1],e>=s)break e}a=i,i=0;break t}break n}for(;i<a;){let o=i+a>>>1;e<t[o]?a=o:i=o+1}if(r=t[i],s=t[i-1],s===void 0)return this._cachedIndex=0,this.copySampleValue_(0);if(r===void 0)return i=t.length,this._cachedIndex=i,this.copySampleValue_(i-1)}this._cachedIndex=i,this.intervalChanged_(i,s,r)}return this.interpolate_(i,s,e,r)}getSettings_(){return this.settings||this.DefaultSettings_}copySampleValue_(e){let t=this.resultBuffer,i=this.sampleValues,r=this.valueSize,s=e*r;for(let a=0;a!==r;++a)t[a]=i[s+a];return t}interpolate_(){throw new Error("THREE.Interpolant: Call to abstract method.")}intervalChanged_(){}},Id=class extends cl{constructor(e,t,i,r){super(e,t,i,r),this._weightPrev=-0,this._offsetPrev=-0,this._weightNext=-0,this._offsetNext=-0,this.DefaultSettings_={endingStart:$g,endingEnd:$g}}intervalChanged_(e,t,i){let r=this.parameterPositions,s=e-2,a=e+1,o=r[s],c=r[a];if(o===void 0)switch(this.getSettings_().endingStart){case Zg:s=e,o=2*t-i;break;case Kg:s=r.length-2,o=t+r[s]-r[s+1];break;default:s=e,o=i}if(c===void 0)switch(this.getSettings_().endingEnd){case Zg:a=e,c=2*i-t;break;case Kg:a=1,c=i+r[1]-r[0];break;default:a=e-1,c=t}let l=(i-t)*.5,u=this.valueSize;this._weightPrev=l/(t-o),this._weightNext=l/(c-i),this._offsetPrev=s*u,this._offsetNext=a*u}interpolate_(e,t,i,r){let s=this.resultBuffer,a=this.sampleValues,o=this.valueSize,c=e*o,l=c-o,u=this._offsetPrev,h=this._offsetNext,f=this._weightPrev,p=this._weightNext,v=(i-t)/(r-t),M=v*v,m=M*v,g=-f*m+2*f*M-f*v,S=(1+f)*m+(-1.5-2*f)*M+(-.5+f)*v+1,T=(-1-p)*m+(1.5+p)*M+.5*v,b=p*m-p*M;for(let D=0;D!==o;++D)s[D]=g*a[u+D]+S*a[l+D]+T*a[c+D]+b*a[h+D];return s}},Ld=class extends cl{constructor(e,t,i,r){super(e,t,i,r)}interpolate_(e,t,i,r){let s=this.resultBuffer,a=this.sampleValues,o=this.valueSize,c=e*o,l=c-o,u=(i-t)/(r-t),h=1-u;for(let f=0;f!==o;++f)s[f]=a[l+f]*h+a[c+f]*u;return s}},Dd=class extends cl{constructor(e,t,i,r){super(e,t,i,r)}interpolate_(e){return this.copySampleValue_(e-1)}},Nd=class extends cl{interpolate_(e,t,i,r){let s=this.resultBuffer,a=this.sampleValues,o=this.valueSize,c=e*o,l=c-o,u=this.inTangents,h=this.outTangents;if(!u||!h){let v=(i-t)/(r-t),M=1-v;for(let m=0;m!==o;++m)s[m]=a[l+m]*M+a[c+m]*v;return s}let f=o*2,p=e-1;for(let v=0;v!==o;++v){let M=a[l+v],m=a[c+v],g=p*f+v*2,S=h[g],T=h[g+1],b=e*f+v*2,D=u[b],C=u[b+1],x=s1(i,t,S,D,r);s[v]=Xx(x,M,T,C,m)}return s}};function Xx(n,e,t,i,r){let s=1-n;return s*s*s*e+3*s*s*n*t+3*s*n*n*i+n*n*n*r}function r1(n,e,t,i,r){let s=1-n;return 3*s*s*(t-e)+6*s*n*(i-t)+3*n*n*(r-i)}function s1(n,e,t,i,r){let s=(n-e)/(r-e);for(let a=0;a<8;a++){let o=Xx(s,e,t,i,r)-n;if(Math.abs(o)<1e-10)break;let c=r1(s,e,t,i,r);if(Math.abs(c)<1e-10)break;s=Math.max(0,Math.min(1,s-o/c))}return s}var zs=class{constructor(e,t,i,r){if(e===void 0)throw new Error("THREE.KeyframeTrack: track name is undefined");if(t===void 0||t.length===0)throw new Error("THREE.KeyframeTrack: no keyframes in track named "+e);this.name=e,this.times=Rc(t,this.TimeBufferType),this.values=Rc(i,this.ValueBufferType),this.setInterpolation(r||this.DefaultInterpolation)}static toJSON(e){let t=e.constructor,i;if(t.toJSON!==this.toJSON)i=t.toJSON(e);else{i={name:e.name,times:Rc(e.times,Array),values:Rc(e.values,Array)};let r=e.getInterpolation();r!==e.DefaultInterpolation&&(i.interpolation=r),sd(e.settings)&&(i.settings={inTangents:Rc(e.settings.inTangents,Array),outTangents:Rc(e.settings.outTangents,Array)})}return i.type=e.ValueTypeName,i}InterpolantFactoryMethodDiscrete(e){return new Dd(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodLinear(e){return new Ld(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodSmooth(e){return new Id(this.times,this.values,this.getValueSize(),e)}InterpolantFactoryMethodBezier(e){let t=new Nd(this.times,this.values,this.getValueSize(),e);return this.settings&&(t.inTangents=this.settings.inTangents,t.outTangents=this.settings.outTangents),t}setInterpolation(e){let t;switch(e){case Ju:t=this.InterpolantFactoryMethodDiscrete;break;case xd:t=this.InterpolantFactoryMethodLinear;break;case ld:t=this.InterpolantFactoryMethodSmooth;break;case qg:t=this.InterpolantFactoryMethodBezier;break}if(t===void 0){let i="unsupported interpolation for "+this.ValueTypeName+" keyframe track named "+this.name;if(this.createInterpolant===void 0)if(e!==this.DefaultInterpolation)this.setInterpolation(this.DefaultInterpolation);else throw new Error(i);return Fn("KeyframeTrack:",i),this}return this.createInterpolant=t,this}getInterpolation(){switch(this.createInterpolant){case this.InterpolantFactoryMethodDiscrete:return Ju;case this.InterpolantFactoryMethodLinear:return xd;case this.InterpolantFactoryMethodSmooth:return ld;case this.InterpolantFactoryMethodBezier:return qg}}getValueSize(){return this.values.length/this.times.length}shift(e){if(e!==0){let t=this.times;for(let i=0,r=t.length;i!==r;++i)t[i]+=e;sd(this.settings)&&(Jv(this.settings.inTangents,e),Jv(this.settings.outTangents,e))}return this}scale(e){if(e!==1){let t=this.times;for(let i=0,r=t.length;i!==r;++i)t[i]*=e;sd(this.settings)&&(Qv(this.settings.inTangents,e),Qv(this.settings.outTangents,e))}return this}trim(e,t){let i=this.times,r=i.length,s=0,a=r-1;for(;s!==r&&i[s]<e;)++s;for(;a!==-1&&i[a]>t;)--a;if(++a,s!==0||a!==r){s>=a&&(a=Math.max(a,1),s=a-1);let o=this.getValueSize();this.times=i.slice(s,a),this.values=this.values.slice(s*o,a*o)}return this}validate(){let e=!0,t=this.getValueSize();t-Math.floor(t)!==0&&(Un("KeyframeTrack: Invalid value size in track.",this),e=!1);let i=this.times,r=this.values,s=i.length;s===0&&(Un("KeyframeTrack: Track is empty.",this),e=!1);let a=null;for(let o=0;o!==s;o++){let c=i[o];if(typeof c=="number"&&isNaN(c)){Un("KeyframeTrack: Time is not a valid number.",this,o,c),e=!1;break}if(a!==null&&a>c){Un("KeyframeTrack: Out of order keys.",this,o,c,a),e=!1;break}a=c}if(r!==void 0&&SA(r))for(let o=0,c=r.length;o!==c;++o){let l=r[o];if(isNaN(l)){Un("KeyframeTrack: Value is not a valid number.",this,o,l),e=!1;break}}return e}optimize(){let e=this.times.slice(),t=this.values.slice(),i=this.getValueSize(),r=this.getInterpolation()===ld,s=e.length-1,a=1;for(let o=1;o<s;++o){let c=!1,l=e[o],u=e[o+1];if(l!==u&&(o!==1||l!==e[0]))if(r)c=!0;else{let h=o*i,f=h-i,p=h+i;for(let v=0;v!==i;++v){let M=t[h+v];if(M!==t[f+v]||M!==t[p+v]){c=!0;break}}}if(c){if(o!==a){e[a]=e[o];let h=o*i,f=a*i;for(let p=0;p!==i;++p)t[f+p]=t[h+p]}++a}}if(s>0){e[a]=e[s];for(let o=s*i,c=a*i,l=0;l!==i;++l)t[c+l]=t[o+l];++a}return a!==e.length?(this.times=e.slice(0,a),this.values=t.slice(0,a*i)):(this.times=e,this.values=t),this}clone(){let e=this.times.slice(),t=this.values.slice(),i=this.constructor,r=new i(this.name,e,t);return r.createInterpolant=this.createInterpolant,sd(this.settings)&&(r.settings={inTangents:this.settings.inTangents.slice(),outTangents:this.settings.outTangents.slice()}),r}};function Jv(n,e){for(let t=0,i=n.length;t!==i;t+=2)n[t]+=e}function Qv(n,e){for(let t=0,i=n.length;t!==i;t+=2)n[t]*=e}zs.prototype.ValueTypeName="";zs.prototype.TimeBufferType=Float32Array;zs.prototype.ValueBufferType=Float32Array;zs.prototype.DefaultInterpolation=xd;var ul=class extends zs{constructor(e,t,i){super(e,t,i)}};ul.prototype.ValueTypeName="bool";ul.prototype.ValueBufferType=Array;ul.prototype.DefaultInterpolation=Ju;ul.prototype.InterpolantFactoryMethodLinear=void 0;ul.prototype.InterpolantFactoryMethodSmooth=void 0;var Od=class extends zs{constructor(e,t,i,r){super(e,t,i,r)}};Od.prototype.ValueTypeName="color";var Fd=class extends zs{constructor(e,t,i,r){super(e,t,i,r)}};Fd.prototype.ValueTypeName="number";var Ud=class extends cl{constructor(e,t,i,r){super(e,t,i,r)}interpolate_(e,t,i,r){let s=this.resultBuffer,a=this.sampleValues,o=this.valueSize,c=(i-t)/(r-t),l=e*o;for(let u=l+o;l!==u;l+=4)Bs.slerpFlat(s,0,a,l-o,a,l,c);return s}},ff=class extends zs{constructor(e,t,i,r){super(e,t,i,r)}InterpolantFactoryMethodLinear(e){return new Ud(this.times,this.values,this.getValueSize(),e)}};ff.prototype.ValueTypeName="quaternion";ff.prototype.InterpolantFactoryMethodSmooth=void 0;var fl=class extends zs{constructor(e,t,i){super(e,t,i)}};fl.prototype.ValueTypeName="string";fl.prototype.ValueBufferType=Array;fl.prototype.DefaultInterpolation=Ju;fl.prototype.InterpolantFactoryMethodLinear=void 0;fl.prototype.InterpolantFactoryMethodSmooth=void 0;var Bd=class extends zs{constructor(e,t,i,r){super(e,t,i,r)}};Bd.prototype.ValueTypeName="vector";var kd=class{constructor(e,t,i){let r=this,s=!1,a=0,o=0,c,l=[];this.onStart=void 0,this.onLoad=e,this.onProgress=t,this.onError=i,this._abortController=null,this.itemStart=function(u){o++,s===!1&&r.onStart!==void 0&&r.onStart(u,a,o),s=!0},this.itemEnd=function(u){a++,r.onProgress!==void 0&&r.onProgress(u,a,o),a===o&&(s=!1,r.onLoad!==void 0&&r.onLoad())},this.itemError=function(u){r.onError!==void 0&&r.onError(u)},this.resolveURL=function(u){return u=u.normalize("NFC"),c?c(u):u},this.setURLModifier=function(u){return c=u,this},this.addHandler=function(u,h){return l.push(u,h),this},this.removeHandler=function(u){let h=l.indexOf(u);return h!==-1&&l.splice(h,2),this},this.getHandler=function(u){for(let h=0,f=l.length;h<f;h+=2){let p=l[h],v=l[h+1];if(p.global&&(p.lastIndex=0),p.test(u))return v}return null},this.abort=function(){return this.abortController.abort(),this._abortController=null,this}}get abortController(){return this._abortController||(this._abortController=new AbortController),this._abortController}},Yx=new kd,zd=class{constructor(e){this.manager=e!==void 0?e:Yx,this.crossOrigin="anonymous",this.withCredentials=!1,this.path="",this.resourcePath="",this.requestHeader={},this.priority="auto",this.cache="default",typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}load(){}loadAsync(e,t){let i=this;return new Promise(function(r,s){i.load(e,r,t,s)})}parse(){}setCrossOrigin(e){return this.crossOrigin=e,this}setWithCredentials(e){return this.withCredentials=e,this}setPath(e){return this.path=e,this}setResourcePath(e){return this.resourcePath=e,this}setRequestHeader(e){return this.requestHeader=e,this}setPriority(e){return this.priority=e,this}setCache(e){return this.cache=e,this}abort(){return this}};zd.DEFAULT_MATERIAL_NAME="__DEFAULT";var hf=class extends ms{static registerNode(e){this.prototype._lightNode=e}constructor(e,t=1){super(),this.isLight=!0,this.type="Light",this.color=new ei(e),this.intensity=t}copy(e,t){return super.copy(e,t),this.color.copy(e.color),this.intensity=e.intensity,this}toJSON(e){let t=super.toJSON(e);return t.object.color=this.color.getHex(),t.object.intensity=this.intensity,t}};var Yg=new Ji,ex=new Ie,tx=new Ie,Gd=class{constructor(e){this.camera=e,this.intensity=1,this.bias=0,this.biasNode=null,this.normalBias=0,this.radius=1,this.blurSamples=8,this.mapSize=new Bn(512,512),this.mapType=As,this.map=null,this.mapPass=null,this.matrix=new Ji,this.autoUpdate=!0,this.needsUpdate=!1,this._frustum=new ll,this._frameExtents=new Bn(1,1),this._viewportCount=1,this._viewports=[new Qi(0,0,1,1)]}getViewportCount(){return this._viewportCount}getCamera(){return this.camera}getFrustum(){return this._frustum}updateMatrices(e){let t=this.camera;ex.setFromMatrixPosition(e.matrixWorld),t.position.copy(ex),tx.setFromMatrixPosition(e.target.matrixWorld),t.lookAt(tx),t.updateMatrixWorld(),this._updateMatrix(t,this.matrix,this._frustum)}_updateMatrix(e,t,i,r){Yg.multiplyMatrices(e.projectionMatrix,e.matrixWorldInverse),i.setFromProjectionMatrix(Yg,e.coordinateSystem,e.reversedDepth);let s=this._frameExtents,a=r?r.z/s.x:1,o=r?r.w/s.y:1,c=r?r.x/s.x:0,l=r?r.y/s.y:0;e.coordinateSystem===Nc||e.reversedDepth?t.set(.5*a,0,0,.5*a+c,0,.5*o,0,.5*o+l,0,0,1,0,0,0,0,1):t.set(.5*a,0,0,.5*a+c,0,.5*o,0,.5*o+l,0,0,.5,.5,0,0,0,1),t.multiply(Yg)}getViewport(e){return this._viewports[e]}getFrameExtents(){return this._frameExtents}dispose(){this.map&&this.map.dispose(),this.mapPass&&this.mapPass.dispose()}copy(e){return this.camera=e.camera.clone(),this.intensity=e.intensity,this.bias=e.bias,this.radius=e.radius,this.autoUpdate=e.autoUpdate,this.needsUpdate=e.needsUpdate,this.normalBias=e.normalBias,this.blurSamples=e.blurSamples,this.mapSize.copy(e.mapSize),this.mapType=e.mapType,this.biasNode=e.biasNode,this}clone(){return new this.constructor().copy(this)}toJSON(){let e={};return e.intensity=this.intensity,e.bias=this.bias,e.normalBias=this.normalBias,e.radius=this.radius,e.blurSamples=this.blurSamples,e.mapSize=this.mapSize.toArray(),e.mapType=this.mapType,e.camera=this.camera.toJSON(!1).object,delete e.camera.matrix,e}},ad=new Ie,od=new Bs,$a=new Ie,df=class extends ms{constructor(){super(),this.isCamera=!0,this.type="Camera",this.matrixWorldInverse=new Ji,this.projectionMatrix=new Ji,this.projectionMatrixInverse=new Ji,this.coordinateSystem=ia,this._reversedDepth=!1}get reversedDepth(){return this._reversedDepth}copy(e,t){return super.copy(e,t),this.matrixWorldInverse.copy(e.matrixWorldInverse),this.projectionMatrix.copy(e.projectionMatrix),this.projectionMatrixInverse.copy(e.projectionMatrixInverse),this.coordinateSystem=e.coordinateSystem,this}getWorldDirection(e){return super.getWorldDirection(e).negate()}updateMatrixWorld(e){super.updateMatrixWorld(e),this.matrixWorld.decompose(ad,od,$a),$a.x===1&&$a.y===1&&$a.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(ad,od,$a.set(1,1,1)).invert()}updateWorldMatrix(e,t,i=!1){super.updateWorldMatrix(e,t,i),this.matrixWorld.decompose(ad,od,$a),$a.x===1&&$a.y===1&&$a.z===1?this.matrixWorldInverse.copy(this.matrixWorld).invert():this.matrixWorldInverse.compose(ad,od,$a.set(1,1,1)).invert()}clone(){return new this.constructor().copy(this)}},rl=new Ie,nx=new Bn,ix=new Bn,Es=class extends df{constructor(e=50,t=1,i=.1,r=2e3){super(),this.isPerspectiveCamera=!0,this.type="PerspectiveCamera",this.fov=e,this.zoom=1,this.near=i,this.far=r,this.focus=10,this.aspect=t,this.view=null,this.filmGauge=35,this.filmOffset=0,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.fov=e.fov,this.zoom=e.zoom,this.near=e.near,this.far=e.far,this.focus=e.focus,this.aspect=e.aspect,this.view=e.view===null?null:Object.assign({},e.view),this.filmGauge=e.filmGauge,this.filmOffset=e.filmOffset,this}setFocalLength(e){let t=.5*this.getFilmHeight()/e;this.fov=Fc*2*Math.atan(t),this.updateProjectionMatrix()}getFocalLength(){let e=Math.tan(Ku*.5*this.fov);return .5*this.getFilmHeight()/e}getEffectiveFOV(){return Fc*2*Math.atan(Math.tan(Ku*.5*this.fov)/this.zoom)}getFilmWidth(){return this.filmGauge*Math.min(this.aspect,1)}getFilmHeight(){return this.filmGauge/Math.max(this.aspect,1)}getViewBounds(e,t,i){rl.set(-1,-1,.5).applyMatrix4(this.projectionMatrixInverse),t.set(rl.x,rl.y).multiplyScalar(-e/rl.z),rl.set(1,1,.5).applyMatrix4(this.projectionMatrixInverse),i.set(rl.x,rl.y).multiplyScalar(-e/rl.z)}getViewSize(e,t){return this.getViewBounds(e,nx,ix),t.subVectors(ix,nx)}setViewOffset(e,t,i,r,s,a){this.aspect=e/t,this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=i,this.view.offsetY=r,this.view.width=s,this.view.height=a,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=this.near,t=e*Math.tan(Ku*.5*this.fov)/this.zoom,i=2*t,r=this.aspect*i,s=-.5*r,a=this.view;if(this.view!==null&&this.view.enabled){let c=a.fullWidth,l=a.fullHeight;s+=a.offsetX*r/c,t-=a.offsetY*i/l,r*=a.width/c,i*=a.height/l}let o=this.filmOffset;o!==0&&(s+=e*o/this.getFilmWidth()),this.projectionMatrix.makePerspective(s,s+r,t,t-i,e,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.fov=this.fov,t.object.zoom=this.zoom,t.object.near=this.near,t.object.far=this.far,t.object.focus=this.focus,t.object.aspect=this.aspect,this.view!==null&&(t.object.view=Object.assign({},this.view)),t.object.filmGauge=this.filmGauge,t.object.filmOffset=this.filmOffset,t}};var pf=class extends df{constructor(e=-1,t=1,i=1,r=-1,s=.1,a=2e3){super(),this.isOrthographicCamera=!0,this.type="OrthographicCamera",this.zoom=1,this.view=null,this.left=e,this.right=t,this.top=i,this.bottom=r,this.near=s,this.far=a,this.updateProjectionMatrix()}copy(e,t){return super.copy(e,t),this.left=e.left,this.right=e.right,this.top=e.top,this.bottom=e.bottom,this.near=e.near,this.far=e.far,this.zoom=e.zoom,this.view=e.view===null?null:Object.assign({},e.view),this}setViewOffset(e,t,i,r,s,a){this.view===null&&(this.view={enabled:!0,fullWidth:1,fullHeight:1,offsetX:0,offsetY:0,width:1,height:1}),this.view.enabled=!0,this.view.fullWidth=e,this.view.fullHeight=t,this.view.offsetX=i,this.view.offsetY=r,this.view.width=s,this.view.height=a,this.updateProjectionMatrix()}clearViewOffset(){this.view!==null&&(this.view.enabled=!1),this.updateProjectionMatrix()}updateProjectionMatrix(){let e=(this.right-this.left)/(2*this.zoom),t=(this.top-this.bottom)/(2*this.zoom),i=(this.right+this.left)/2,r=(this.top+this.bottom)/2,s=i-e,a=i+e,o=r+t,c=r-t;if(this.view!==null&&this.view.enabled){let l=(this.right-this.left)/this.view.fullWidth/this.zoom,u=(this.top-this.bottom)/this.view.fullHeight/this.zoom;s+=l*this.view.offsetX,a=s+l*this.view.width,o-=u*this.view.offsetY,c=o-u*this.view.height}this.projectionMatrix.makeOrthographic(s,a,o,c,this.near,this.far,this.coordinateSystem,this.reversedDepth),this.projectionMatrixInverse.copy(this.projectionMatrix).invert()}toJSON(e){let t=super.toJSON(e);return t.object.zoom=this.zoom,t.object.left=this.left,t.object.right=this.right,t.object.top=this.top,t.object.bottom=this.bottom,t.object.near=this.near,t.object.far=this.far,this.view!==null&&(t.object.view=Object.assign({},this.view)),t}},jg=class extends Gd{constructor(){super(new pf(-5,5,5,-5,.5,500)),this.isDirectionalLightShadow=!0}},Vd=class extends hf{constructor(e,t){super(e,t),this.isDirectionalLight=!0,this.type="DirectionalLight",this.position.copy(ms.DEFAULT_UP),this.updateMatrix(),this.target=new ms,this.shadow=new jg}dispose(){super.dispose(),this.shadow.dispose()}copy(e){return super.copy(e),this.target=e.target.clone(),this.shadow=e.shadow.clone(),this}toJSON(e){let t=super.toJSON(e);return t.object.shadow=this.shadow.toJSON(),t.object.target=this.target.uuid,t}},Hd=class extends hf{constructor(e,t){super(e,t),this.isAmbientLight=!0,this.type="AmbientLight"}};var Pc=-90,Ic=1,Vc=class extends ms{constructor(e,t,i){super(),this.type="CubeCamera",this.renderTarget=i,this.coordinateSystem=null,this.activeMipmapLevel=0;let r=new Es(Pc,Ic,e,t);r.layers=this.layers,this.add(r);let s=new Es(Pc,Ic,e,t);s.layers=this.layers,this.add(s);let a=new Es(Pc,Ic,e,t);a.layers=this.layers,this.add(a);let o=new Es(Pc,Ic,e,t);o.layers=this.layers,this.add(o);let c=new Es(Pc,Ic,e,t);c.layers=this.layers,this.add(c);let l=new Es(Pc,Ic,e,t);l.layers=this.layers,this.add(l)}updateCoordinateSystem(){let e=this.coordinateSystem,t=this.children.concat(),[i,r,s,a,o,c]=t;for(let l of t)this.remove(l);if(e===ia)i.up.set(0,1,0),i.lookAt(1,0,0),r.up.set(0,1,0),r.lookAt(-1,0,0),s.up.set(0,0,-1),s.lookAt(0,1,0),a.up.set(0,0,1),a.lookAt(0,-1,0),o.up.set(0,1,0),o.lookAt(0,0,1),c.up.set(0,1,0),c.lookAt(0,0,-1);else if(e===Nc)i.up.set(0,-1,0),i.lookAt(-1,0,0),r.up.set(0,-1,0),r.lookAt(1,0,0),s.up.set(0,0,1),s.lookAt(0,1,0),a.up.set(0,0,-1),a.lookAt(0,-1,0),o.up.set(0,-1,0),o.lookAt(0,0,1),c.up.set(0,-1,0),c.lookAt(0,0,-1);else throw new Error("THREE.CubeCamera.updateCoordinateSystem(): Invalid coordinate system: "+e);for(let l of t)this.add(l),l.updateMatrixWorld()}update(e,t){this.parent===null&&this.updateMatrixWorld();let{renderTarget:i,activeMipmapLevel:r}=this;this.coordinateSystem!==e.coordinateSystem&&(this.coordinateSystem=e.coordinateSystem,this.updateCoordinateSystem());let[s,a,o,c,l,u]=this.children,h=e.getRenderTarget(),f=e.getActiveCubeFace(),p=e.getActiveMipmapLevel(),v=e.xr.enabled;e.xr.enabled=!1;let M=i.texture.mipmapsAutoUpdate;i.texture.mipmapsAutoUpdate=!1;let m=!1;e.isWebGLRenderer===!0?m=e.state.buffers.depth.getReversed():m=e.reversedDepthBuffer,e.setRenderTarget(i,0,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,s),e.setRenderTarget(i,1,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,a),e.setRenderTarget(i,2,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,o),e.setRenderTarget(i,3,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,c),e.setRenderTarget(i,4,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,l),i.texture.mipmapsAutoUpdate=M,e.setRenderTarget(i,5,r),m&&e.autoClear===!1&&e.clearDepth(),e.render(t,u),e.setRenderTarget(h,f,p),e.xr.enabled=v,i.texture.needsPMREMUpdate=!0}},Wd=class extends Es{constructor(e=[]){super(),this.isArrayCamera=!0,this.isMultiViewCamera=!1,this.cameras=e,this.perCameraFrustumCulled=!1}};var L0="\\[\\]\\.:\\/",a1=new RegExp("["+L0+"]","g"),D0="[^"+L0+"]",o1="[^"+L0.replace("\\.","")+"]",l1=/((?:WC+[\/:])*)/.source.replace("WC",D0),c1=/(WCOD+)?/.source.replace("WCOD",o1),u1=/(?:\.(WC+)(?:\[(.+)\])?)?/.source.replace("WC",D0),f1=/\.(WC+)(?:\[(.+)\])?/.source.replace("WC",D0),h1=new RegExp("^"+l1+c1+u1+f1+"$"),d1=["material","materials","bones","map"],Jg=class{constructor(e,t,i){let r=i||$i.parseTrackName(t);this._targetGroup=e,this._bindings=e.subscribe_(t,r)}getValue(e,t){this.bind();let i=this._targetGroup.nCachedObjects_,r=this._bindings[i];r!==void 0&&r.getValue(e,t)}setValue(e,t){let i=this._bindings;for(let r=this._targetGroup.nCachedObjects_,s=i.length;r!==s;++r)i[r].setValue(e,t)}bind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,i=e.length;t!==i;++t)e[t].bind()}unbind(){let e=this._bindings;for(let t=this._targetGroup.nCachedObjects_,i=e.length;t!==i;++t)e[t].unbind()}},$i=class n{constructor(e,t,i){this.path=t,this.parsedPath=i||n.parseTrackName(t),this.node=n.findNode(e,this.parsedPath.nodeName),this.rootNode=e,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}static create(e,t,i){return e&&e.isAnimationObjectGroup?new n.Composite(e,t,i):new n(e,t,i)}static sanitizeNodeName(e){return e.replace(/\s/g,"_").replace(a1,"")}static parseTrackName(e){let t=h1.exec(e);if(t===null)throw new Error("THREE.PropertyBinding: Cannot parse trackName: "+e);let i={nodeName:t[2],objectName:t[3],objectIndex:t[4],propertyName:t[5],propertyIndex:t[6]},r=i.nodeName&&i.nodeName.lastIndexOf(".");if(r!==void 0&&r!==-1){let s=i.nodeName.substring(r+1);d1.indexOf(s)!==-1&&(i.nodeName=i.nodeName.substring(0,r),i.objectName=s)}if(i.propertyName===null||i.propertyName.length===0)throw new Error("THREE.PropertyBinding: can not parse propertyName from trackName: "+e);return i}static findNode(e,t){if(t===void 0||t===""||t==="."||t===-1||t===e.name||t===e.uuid)return e;if(e.skeleton){let i=e.skeleton.getBoneByName(t);if(i!==void 0)return i}if(e.children){let i=function(s){for(let a=0;a<s.length;a++){let o=s[a];if(o.name===t||o.uuid===t)return o;let c=i(o.children);if(c)return c}return null},r=i(e.children);if(r)return r}return null}_getValue_unavailable(){}_setValue_unavailable(){}_getValue_direct(e,t){e[t]=this.targetObject[this.propertyName]}_getValue_array(e,t){let i=this.resolvedProperty;for(let r=0,s=i.length;r!==s;++r)e[t++]=i[r]}_getValue_arrayElement(e,t){e[t]=this.resolvedProperty[this.propertyIndex]}_getValue_toArray(e,t){this.resolvedProperty.toArray(e,t)}_setValue_direct(e,t){this.targetObject[this.propertyName]=e[t]}_setValue_direct_setNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.needsUpdate=!0}_setValue_direct_setMatrixWorldNeedsUpdate(e,t){this.targetObject[this.propertyName]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_array(e,t){let i=this.resolvedProperty;for(let r=0,s=i.length;r!==s;++r)i[r]=e[t++]}_setValue_array_setNeedsUpdate(e,t){let i=this.resolvedProperty;for(let r=0,s=i.length;r!==s;++r)i[r]=e[t++];this.targetObject.needsUpdate=!0}_setValue_array_setMatrixWorldNeedsUpdate(e,t){let i=this.resolvedProperty;for(let r=0,s=i.length;r!==s;++r)i[r]=e[t++];this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_arrayElement(e,t){this.resolvedProperty[this.propertyIndex]=e[t]}_setValue_arrayElement_setNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.needsUpdate=!0}_setValue_arrayElement_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty[this.propertyIndex]=e[t],this.targetObject.matrixWorldNeedsUpdate=!0}_setValue_fromArray(e,t){this.resolvedProperty.fromArray(e,t)}_setValue_fromArray_setNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.needsUpdate=!0}_setValue_fromArray_setMatrixWorldNeedsUpdate(e,t){this.resolvedProperty.fromArray(e,t),this.targetObject.matrixWorldNeedsUpdate=!0}_getValue_unbound(e,t){this.bind(),this.getValue(e,t)}_setValue_unbound(e,t){this.bind(),this.setValue(e,t)}bind(){let e=this.node,t=this.parsedPath,i=t.objectName,r=t.propertyName,s=t.propertyIndex;if(e||(e=n.findNode(this.rootNode,t.nodeName),this.node=e),this.getValue=this._getValue_unavailable,this.setValue=this._setValue_unavailable,!e){Fn("PropertyBinding: No target node found for track: "+this.path+".");return}if(i){let l=t.objectIndex;switch(i){case"materials":if(!e.material){Un("PropertyBinding: Can not bind to material as node does not have a material.",this);return}if(!e.material.materials){Un("PropertyBinding: Can not bind to material.materials as node.material does not have a materials array.",this);return}e=e.material.materials;break;case"bones":if(!e.skeleton){Un("PropertyBinding: Can not bind to bones as node does not have a skeleton.",this);return}e=e.skeleton.bones;for(let u=0;u<e.length;u++)if(e[u].name===l){l=u;break}break;case"map":if("map"in e){e=e.map;break}if(!e.material){Un("PropertyBinding: Can not bind to material as node does not have a material.",this);return}if(!e.material.map){Un("PropertyBinding: Can not bind to material.map as node.material does not have a map.",this);return}e=e.material.map;break;default:if(e[i]===void 0){Un("PropertyBinding: Can not bind to objectName of node undefined.",this);return}e=e[i]}if(l!==void 0){if(e[l]===void 0){Un("PropertyBinding: Trying to bind to objectIndex of objectName, but is undefined.",this,e);return}e=e[l]}}let a=e[r];if(a===void 0){let l=t.nodeName;Un("PropertyBinding: Trying to update property for track: "+l+"."+r+" but it wasn't found.",e);return}let o=this.Versioning.None;this.targetObject=e,e.isMaterial===!0?o=this.Versioning.NeedsUpdate:e.isObject3D===!0&&(o=this.Versioning.MatrixWorldNeedsUpdate);let c=this.BindingType.Direct;if(s!==void 0){if(r==="morphTargetInfluences"){if(!e.geometry){Un("PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.",this);return}if(!e.geometry.morphAttributes){Un("PropertyBinding: Can not bind to morphTargetInfluences because node does not have a geometry.morphAttributes.",this);return}e.morphTargetDictionary[s]!==void 0&&(s=e.morphTargetDictionary[s])}c=this.BindingType.ArrayElement,this.resolvedProperty=a,this.propertyIndex=s}else a.fromArray!==void 0&&a.toArray!==void 0?(c=this.BindingType.HasFromToArray,this.resolvedProperty=a):Array.isArray(a)?(c=this.BindingType.EntireArray,this.resolvedProperty=a):this.propertyName=r;this.getValue=this.GetterByBindingType[c],this.setValue=this.SetterByBindingTypeAndVersioning[c][o]}unbind(){this.node=null,this.getValue=this._getValue_unbound,this.setValue=this._setValue_unbound}};$i.Composite=Jg;$i.prototype.BindingType={Direct:0,EntireArray:1,ArrayElement:2,HasFromToArray:3};$i.prototype.Versioning={None:0,NeedsUpdate:1,MatrixWorldNeedsUpdate:2};$i.prototype.GetterByBindingType=[$i.prototype._getValue_direct,$i.prototype._getValue_array,$i.prototype._getValue_arrayElement,$i.prototype._getValue_toArray];$i.prototype.SetterByBindingTypeAndVersioning=[[$i.prototype._setValue_direct,$i.prototype._setValue_direct_setNeedsUpdate,$i.prototype._setValue_direct_setMatrixWorldNeedsUpdate],[$i.prototype._setValue_array,$i.prototype._setValue_array_setNeedsUpdate,$i.prototype._setValue_array_setMatrixWorldNeedsUpdate],[$i.prototype._setValue_arrayElement,$i.prototype._setValue_arrayElement_setNeedsUpdate,$i.prototype._setValue_arrayElement_setMatrixWorldNeedsUpdate],[$i.prototype._setValue_fromArray,$i.prototype._setValue_fromArray_setNeedsUpdate,$i.prototype._setValue_fromArray_setMatrixWorldNeedsUpdate]];var hD=new Float32Array(1);var Hc=class{constructor(e=1,t=0,i=0){this.radius=e,this.phi=t,this.theta=i}set(e,t,i){return this.radius=e,this.phi=t,this.theta=i,this}copy(e){return this.radius=e.radius,this.phi=e.phi,this.theta=e.theta,this}makeSafe(){return this.phi=jn(this.phi,1e-6,Math.PI-1e-6),this}setFromVector3(e){return this.setFromCartesianCoords(e.x,e.y,e.z)}setFromCartesianCoords(e,t,i){return this.radius=Math.sqrt(e*e+t*t+i*i),this.radius===0?(this.theta=0,this.phi=0):(this.theta=Math.atan2(e,i),this.phi=Math.acos(jn(t/this.radius,-1,1))),this}clone(){return new this.constructor().copy(this)}};var Qg=class{static{this.prototype.isMatrix2=!0}constructor(e,t,i,r){this.elements=[1,0,0,1],e!==void 0&&this.set(e,t,i,r)}identity(){return this.set(1,0,0,1),this}fromArray(e,t=0){for(let i=0;i<4;i++)this.elements[i]=e[i+t];return this}set(e,t,i,r){let s=this.elements;return s[0]=e,s[2]=t,s[1]=i,s[3]=r,this}};var mf=class extends Sa{constructor(e,t=null){super(),this.object=e,this.domElement=t,this.enabled=!0,this.state=-1,this.keys={},this.mouseButtons={LEFT:null,MIDDLE:null,RIGHT:null},this.touches={ONE:null,TWO:null}}connect(e){this.domElement!==null&&this.disconnect(),this.domElement=e}disconnect(){}dispose(){}update(){}};function N0(n,e,t,i){let r=p1(i);switch(t){case x0:return n*e;case S0:return n*e/r.components*r.byteLength;case jd:return n*e/r.components*r.byteLength;case ml:return n*e*2/r.components*r.byteLength;case Jd:return n*e*2/r.components*r.byteLength;case y0:return n*e*3/r.components*r.byteLength;case wa:return n*e*4/r.components*r.byteLength;case Qd:return n*e*4/r.components*r.byteLength;case vf:case xf:return Math.floor((n+3)/4)*Math.floor((e+3)/4)*8;case yf:case Sf:return Math.floor((n+3)/4)*Math.floor((e+3)/4)*16;case tp:case ip:return Math.max(n,16)*Math.max(e,8)/4;case ep:case np:return Math.max(n,8)*Math.max(e,8)/2;case rp:case sp:case op:case lp:return Math.floor((n+3)/4)*Math.floor((e+3)/4)*8;case ap:case bf:case cp:return Math.floor((n+3)/4)*Math.floor((e+3)/4)*16;case up:return Math.floor((n+3)/4)*Math.floor((e+3)/4)*16;case fp:return Math.floor((n+4)/5)*Math.floor((e+3)/4)*16;case hp:return Math.floor((n+4)/5)*Math.floor((e+4)/5)*16;case dp:return Math.floor((n+5)/6)*Math.floor((e+4)/5)*16;case pp:return Math.floor((n+5)/6)*Math.floor((e+5)/6)*16;case mp:return Math.floor((n+7)/8)*Math.floor((e+4)/5)*16;case gp:return Math.floor((n+7)/8)*Math.floor((e+5)/6)*16;case _p:return Math.floor((n+7)/8)*Math.floor((e+7)/8)*16;case vp:return Math.floor((n+9)/10)*Math.floor((e+4)/5)*16;case xp:return Math.floor((n+9)/10)*Math.floor((e+5)/6)*16;case yp:return Math.floor((n+9)/10)*Math.floor((e+7)/8)*16;case Sp:return Math.floor((n+9)/10)*Math.floor((e+9)/10)*16;case bp:return Math.floor((n+11)/12)*Math.floor((e+9)/10)*16;case Mp:return Math.floor((n+11)/12)*Math.floor((e+11)/12)*16;case Ep:case Tp:case Ap:return Math.ceil(n/4)*Math.ceil(e/4)*16;case wp:case Cp:return Math.ceil(n/4)*Math.ceil(e/4)*8;case Mf:case Rp:return Math.ceil(n/4)*Math.ceil(e/4)*16}throw new Error(`Unable to determine texture byte length for ${t} format.`)}function p1(n){switch(n){case As:case m0:return{byteLength:1,components:1};case qc:case g0:case Aa:return{byteLength:2,components:1};case Zd:case Kd:return{byteLength:2,components:4};case Ea:case $d:case Ta:return{byteLength:4,components:1};case _0:case v0:return{byteLength:4,components:3}}throw new Error(`THREE.TextureUtils: Unknown texture type ${n}.`)}typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("register",{detail:{revision:"187"}}));typeof window<"u"&&(window.__THREE__?Fn("WARNING: Multiple instances of Three.js being imported."):window.__THREE__="187");function py(){let n=null,e=!1,t=null,i=null;function r(s,a){i=n.requestAnimationFrame(r),t(s,a)}return{start:function(){e!==!0&&t!==null&&n!==null&&(i=n.requestAnimationFrame(r),e=!0)},stop:function(){n!==null&&n.cancelAnimationFrame(i),e=!1},setAnimationLoop:function(s){t=s},setContext:function(s){n=s}}}function g1(n){let e=new WeakMap;function t(o,c){let l=o.array,u=o.usage,h=l.byteLength,f=n.createBuffer();n.bindBuffer(c,f),n.bufferData(c,l,u),o.onUploadCallback();let p;if(l instanceof Float32Array)p=n.FLOAT;else if(typeof Float16Array<"u"&&l instanceof Float16Array)p=n.HALF_FLOAT;else if(l instanceof Uint16Array)o.isFloat16BufferAttribute?p=n.HALF_FLOAT:p=n.UNSIGNED_SHORT;else if(l instanceof Int16Array)p=n.SHORT;else if(l instanceof Uint32Array)p=n.UNSIGNED_INT;else if(l instanceof Int32Array)p=n.INT;else if(l instanceof Int8Array)p=n.BYTE;else if(l instanceof Uint8Array)p=n.UNSIGNED_BYTE;else if(l instanceof Uint8ClampedArray)p=n.UNSIGNED_BYTE;else throw new Error("THREE.WebGLAttributes: Unsupported buffer data format: "+l);return{buffer:f,type:p,bytesPerElement:l.BYTES_PER_ELEMENT,version:o.version,size:h}}function i(o,c,l){let u=c.array,h=c.updateRanges;if(n.bindBuffer(l,o),h.length===0)n.bufferSubData(l,0,u);else{h.sort((p,v)=>p.start-v.start);let f=0;for(let p=1;p<h.length;p++){let v=h[f],M=h[p];M.start<=v.start+v.count+1?v.count=Math.max(v.count,M.start+M.count-v.start):(++f,h[f]=M)}h.length=f+1;for(let p=0,v=h.length;p<v;p++){let M=h[p];n.bufferSubData(l,M.start*u.BYTES_PER_ELEMENT,u,M.start,M.count)}c.clearUpdateRanges()}c.onUploadCallback()}function r(o){return o.isInterleavedBufferAttribute&&(o=o.data),e.get(o)}function s(o){o.isInterleavedBufferAttribute&&(o=o.data);let c=e.get(o);c&&(n.deleteBuffer(c.buffer),e.delete(o))}function a(o,c){if(o.isInterleavedBufferAttribute&&(o=o.data),o.isGLBufferAttribute){let u=e.get(o);(!u||u.version<o.version)&&e.set(o,{buffer:o.buffer,type:o.type,bytesPerElement:o.elementSize,version:o.version});return}let l=e.get(o);if(l===void 0)e.set(o,t(o,c));else if(l.version<o.version){if(l.size!==o.array.byteLength)throw new Error("THREE.WebGLAttributes: The size of the buffer attribute's array buffer does not match the original size. Resizing buffer attributes is not supported.");i(l.buffer,o,c),l.version=o.version}}return{get:r,remove:s,update:a}}var _1=`#ifdef USE_ALPHAHASH
	if ( diffuseColor.a < getAlphaHashThreshold( vPosition ) ) discard;
#endif`,v1=`#ifdef USE_ALPHAHASH
	const float ALPHA_HASH_SCALE = 0.05;
	float hash2D( vec2 value ) {
		return fract( 1.0e4 * sin( 17.0 * value.x + 0.1 * value.y ) * ( 0.1 + abs( sin( 13.0 * value.y + value.x ) ) ) );
	}
	float hash3D( vec3 value ) {
		return hash2D( vec2( hash2D( value.xy ), value.z ) );
	}
	float getAlphaHashThreshold( vec3 position ) {
		float maxDeriv = max(
			length( dFdx( position.xyz ) ),
			length( dFdy( position.xyz ) )
		);
		float pixScale = 1.0 / ( ALPHA_HASH_SCALE * maxDeriv );
		vec2 pixScales = vec2(
			exp2( floor( log2( pixScale ) ) ),
			exp2( ceil( log2( pixScale ) ) )
		);
		vec2 alpha = vec2(
			hash3D( floor( pixScales.x * position.xyz ) ),
			hash3D( floor( pixScales.y * position.xyz ) )
		);
		float lerpFactor = fract( log2( pixScale ) );
		float x = ( 1.0 - lerpFactor ) * alpha.x + lerpFactor * alpha.y;
		float a = min( lerpFactor, 1.0 - lerpFactor );
		vec3 cases = vec3(
			x * x / ( 2.0 * a * ( 1.0 - a ) ),
			( x - 0.5 * a ) / ( 1.0 - a ),
			1.0 - ( ( 1.0 - x ) * ( 1.0 - x ) / ( 2.0 * a * ( 1.0 - a ) ) )
		);
		float threshold = ( x < ( 1.0 - a ) )
			? ( ( x < a ) ? cases.x : cases.y )
			: cases.z;
		return clamp( threshold , 1.0e-6, 1.0 );
	}
#endif`,x1=`#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, vAlphaMapUv ).g;
#endif`,y1=`#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,S1=`#ifdef USE_ALPHATEST
	#ifdef ALPHA_TO_COVERAGE
	diffuseColor.a = smoothstep( alphaTest, alphaTest + fwidth( diffuseColor.a ), diffuseColor.a );
	if ( diffuseColor.a == 0.0 ) discard;
	#else
	if ( diffuseColor.a < alphaTest ) discard;
	#endif
#endif`,b1=`#ifdef USE_ALPHATEST
	uniform float alphaTest;
#endif`,M1=`#ifdef USE_AOMAP
	float ambientOcclusion = ( texture2D( aoMap, vAoMapUv ).r - 1.0 ) * aoMapIntensity + 1.0;
	reflectedLight.indirectDiffuse *= ambientOcclusion;
	#if defined( USE_CLEARCOAT ) 
		clearcoatSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_SHEEN ) 
		sheenSpecularIndirect *= ambientOcclusion;
	#endif
	#if defined( USE_ENVMAP ) && defined( STANDARD )
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		reflectedLight.indirectSpecular *= computeSpecularOcclusion( dotNV, ambientOcclusion, material.roughness );
	#endif
#endif`,E1=`#ifdef USE_AOMAP
	uniform sampler2D aoMap;
	uniform float aoMapIntensity;
#endif`,T1=`#ifdef USE_BATCHING
	#if ! defined( GL_ANGLE_multi_draw )
	#define gl_DrawID _gl_DrawID
	uniform int _gl_DrawID;
	#endif
	uniform highp sampler2D batchingTexture;
	uniform highp usampler2D batchingIdTexture;
	mat4 getBatchingMatrix( const in float i ) {
		int size = textureSize( batchingTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( batchingTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( batchingTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( batchingTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( batchingTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
	float getIndirectIndex( const in int i ) {
		int size = textureSize( batchingIdTexture, 0 ).x;
		int x = i % size;
		int y = i / size;
		return float( texelFetch( batchingIdTexture, ivec2( x, y ), 0 ).r );
	}
#endif
#ifdef USE_BATCHING_COLOR
	uniform sampler2D batchingColorTexture;
	vec4 getBatchingColor( const in float i ) {
		int size = textureSize( batchingColorTexture, 0 ).x;
		int j = int( i );
		int x = j % size;
		int y = j / size;
		return texelFetch( batchingColorTexture, ivec2( x, y ), 0 );
	}
#endif`,A1=`#ifdef USE_BATCHING
	mat4 batchingMatrix = getBatchingMatrix( getIndirectIndex( gl_DrawID ) );
#endif`,w1=`vec3 transformed = vec3( position );
#ifdef USE_ALPHAHASH
	vPosition = vec3( position );
#endif`,C1=`vec3 objectNormal = vec3( normal );
#ifdef USE_TANGENT
	vec3 objectTangent = vec3( tangent.xyz );
#endif`,R1=`float G_BlinnPhong_Implicit( ) {
	return 0.25;
}
float D_BlinnPhong( const in float shininess, const in float dotNH ) {
	return RECIPROCAL_PI * ( shininess * 0.5 + 1.0 ) * pow( dotNH, shininess );
}
vec3 BRDF_BlinnPhong( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 specularColor, const in float shininess ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( specularColor, 1.0, dotVH );
	float G = G_BlinnPhong_Implicit( );
	float D = D_BlinnPhong( shininess, dotNH );
	return F * ( G * D );
} // validated`,P1=`#ifdef USE_IRIDESCENCE
	const mat3 XYZ_TO_REC709 = mat3(
		 3.2404542, -0.9692660,  0.0556434,
		-1.5371385,  1.8760108, -0.2040259,
		-0.4985314,  0.0415560,  1.0572252
	);
	vec3 Fresnel0ToIor( vec3 fresnel0 ) {
		vec3 sqrtF0 = sqrt( fresnel0 );
		return ( vec3( 1.0 ) + sqrtF0 ) / ( vec3( 1.0 ) - sqrtF0 );
	}
	vec3 IorToFresnel0( vec3 transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - vec3( incidentIor ) ) / ( transmittedIor + vec3( incidentIor ) ) );
	}
	float IorToFresnel0( float transmittedIor, float incidentIor ) {
		return pow2( ( transmittedIor - incidentIor ) / ( transmittedIor + incidentIor ));
	}
	vec3 evalSensitivity( float OPD, vec3 shift ) {
		float phase = 2.0 * PI * OPD * 1.0e-9;
		vec3 val = vec3( 5.4856e-13, 4.4201e-13, 5.2481e-13 );
		vec3 pos = vec3( 1.6810e+06, 1.7953e+06, 2.2084e+06 );
		vec3 var = vec3( 4.3278e+09, 9.3046e+09, 6.6121e+09 );
		vec3 xyz = val * sqrt( 2.0 * PI * var ) * cos( pos * phase + shift ) * exp( - pow2( phase ) * var );
		xyz.x += 9.7470e-14 * sqrt( 2.0 * PI * 4.5282e+09 ) * cos( 2.2399e+06 * phase + shift[ 0 ] ) * exp( - 4.5282e+09 * pow2( phase ) );
		xyz /= 1.0685e-7;
		vec3 rgb = XYZ_TO_REC709 * xyz;
		return rgb;
	}
	vec3 evalIridescence( float outsideIOR, float eta2, float cosTheta1, float thinFilmThickness, vec3 baseF0 ) {
		vec3 I;
		float iridescenceIOR = mix( outsideIOR, eta2, smoothstep( 0.0, 0.03, thinFilmThickness ) );
		float sinTheta2Sq = pow2( outsideIOR / iridescenceIOR ) * ( 1.0 - pow2( cosTheta1 ) );
		float cosTheta2Sq = 1.0 - sinTheta2Sq;
		if ( cosTheta2Sq < 0.0 ) {
			return vec3( 1.0 );
		}
		float cosTheta2 = sqrt( cosTheta2Sq );
		float R0 = IorToFresnel0( iridescenceIOR, outsideIOR );
		float R12 = F_Schlick( R0, 1.0, cosTheta1 );
		float T121 = 1.0 - R12;
		float phi12 = 0.0;
		if ( iridescenceIOR < outsideIOR ) phi12 = PI;
		float phi21 = PI - phi12;
		vec3 baseIOR = Fresnel0ToIor( clamp( baseF0, 0.0, 0.9999 ) );		vec3 R1 = IorToFresnel0( baseIOR, iridescenceIOR );
		vec3 R23 = F_Schlick( R1, 1.0, cosTheta2 );
		vec3 phi23 = vec3( 0.0 );
		if ( baseIOR[ 0 ] < iridescenceIOR ) phi23[ 0 ] = PI;
		if ( baseIOR[ 1 ] < iridescenceIOR ) phi23[ 1 ] = PI;
		if ( baseIOR[ 2 ] < iridescenceIOR ) phi23[ 2 ] = PI;
		float OPD = 2.0 * iridescenceIOR * thinFilmThickness * cosTheta2;
		vec3 phi = vec3( phi21 ) + phi23;
		vec3 R123 = clamp( R12 * R23, 1e-5, 0.9999 );
		vec3 r123 = sqrt( R123 );
		vec3 Rs = pow2( T121 ) * R23 / ( vec3( 1.0 ) - R123 );
		vec3 C0 = R12 + Rs;
		I = C0;
		vec3 Cm = Rs - T121;
		for ( int m = 1; m <= 2; ++ m ) {
			Cm *= r123;
			vec3 Sm = 2.0 * evalSensitivity( float( m ) * OPD, float( m ) * phi );
			I += Cm * Sm;
		}
		return max( I, vec3( 0.0 ) );
	}
#endif`,I1=`#ifdef USE_BUMPMAP
	uniform sampler2D bumpMap;
	uniform float bumpScale;
	vec2 dHdxy_fwd() {
		vec2 dSTdx = dFdx( vBumpMapUv );
		vec2 dSTdy = dFdy( vBumpMapUv );
		float Hll = bumpScale * texture2D( bumpMap, vBumpMapUv ).x;
		float dBx = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdx ).x - Hll;
		float dBy = bumpScale * texture2D( bumpMap, vBumpMapUv + dSTdy ).x - Hll;
		return vec2( dBx, dBy );
	}
	vec3 perturbNormalArb( vec3 surf_pos, vec3 surf_norm, vec2 dHdxy, float faceDirection ) {
		vec3 vSigmaX = normalize( dFdx( surf_pos.xyz ) );
		vec3 vSigmaY = normalize( dFdy( surf_pos.xyz ) );
		vec3 vN = surf_norm;
		vec3 R1 = cross( vSigmaY, vN );
		vec3 R2 = cross( vN, vSigmaX );
		float fDet = dot( vSigmaX, R1 ) * faceDirection;
		vec3 vGrad = sign( fDet ) * ( dHdxy.x * R1 + dHdxy.y * R2 );
		return normalize( abs( fDet ) * surf_norm - vGrad );
	}
#endif`,L1=`#if NUM_CLIPPING_PLANES > 0
	vec4 plane;
	#ifdef ALPHA_TO_COVERAGE
		float distanceToPlane, distanceGradient;
		float clipOpacity = 1.0;
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
			distanceGradient = fwidth( distanceToPlane ) / 2.0;
			clipOpacity *= smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			if ( clipOpacity == 0.0 ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			float unionClipOpacity = 1.0;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				distanceToPlane = - dot( vClipPosition, plane.xyz ) + plane.w;
				distanceGradient = fwidth( distanceToPlane ) / 2.0;
				unionClipOpacity *= 1.0 - smoothstep( - distanceGradient, distanceGradient, distanceToPlane );
			}
			#pragma unroll_loop_end
			clipOpacity *= 1.0 - unionClipOpacity;
		#endif
		diffuseColor.a *= clipOpacity;
		if ( diffuseColor.a == 0.0 ) discard;
	#else
		#pragma unroll_loop_start
		for ( int i = 0; i < UNION_CLIPPING_PLANES; i ++ ) {
			plane = clippingPlanes[ i ];
			if ( dot( vClipPosition, plane.xyz ) > plane.w ) discard;
		}
		#pragma unroll_loop_end
		#if UNION_CLIPPING_PLANES < NUM_CLIPPING_PLANES
			bool clipped = true;
			#pragma unroll_loop_start
			for ( int i = UNION_CLIPPING_PLANES; i < NUM_CLIPPING_PLANES; i ++ ) {
				plane = clippingPlanes[ i ];
				clipped = ( dot( vClipPosition, plane.xyz ) > plane.w ) && clipped;
			}
			#pragma unroll_loop_end
			if ( clipped ) discard;
		#endif
	#endif
#endif`,D1=`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
	uniform vec4 clippingPlanes[ NUM_CLIPPING_PLANES ];
#endif`,N1=`#if NUM_CLIPPING_PLANES > 0
	varying vec3 vClipPosition;
#endif`,O1=`#if NUM_CLIPPING_PLANES > 0
	vClipPosition = - mvPosition.xyz;
#endif`,F1=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	diffuseColor *= vColor;
#endif`,U1=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA )
	varying vec4 vColor;
#endif`,B1=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	varying vec4 vColor;
#endif`,k1=`#if defined( USE_COLOR ) || defined( USE_COLOR_ALPHA ) || defined( USE_INSTANCING_COLOR ) || defined( USE_BATCHING_COLOR )
	vColor = vec4( 1.0 );
#endif
#ifdef USE_COLOR_ALPHA
	vColor *= color;
#elif defined( USE_COLOR )
	vColor.rgb *= color;
#endif
#ifdef USE_INSTANCING_COLOR
	vColor.rgb *= instanceColor.rgb;
#endif
#ifdef USE_BATCHING_COLOR
	vColor *= getBatchingColor( getIndirectIndex( gl_DrawID ) );
#endif`,z1=`#define PI 3.141592653589793
#define PI2 6.283185307179586
#define PI_HALF 1.5707963267948966
#define RECIPROCAL_PI 0.3183098861837907
#define RECIPROCAL_PI2 0.15915494309189535
#define EPSILON 1e-6
#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
#define whiteComplement( a ) ( 1.0 - saturate( a ) )
float pow2( const in float x ) { return x*x; }
vec3 pow2( const in vec3 x ) { return x*x; }
float pow3( const in float x ) { return x*x*x; }
float pow4( const in float x ) { float x2 = x*x; return x2*x2; }
float max3( const in vec3 v ) { return max( max( v.x, v.y ), v.z ); }
float average( const in vec3 v ) { return dot( v, vec3( 0.3333333 ) ); }
highp float rand( const in vec2 uv ) {
	const highp float a = 12.9898, b = 78.233, c = 43758.5453;
	highp float dt = dot( uv.xy, vec2( a,b ) ), sn = mod( dt, PI );
	return fract( sin( sn ) * c );
}
#ifdef HIGH_PRECISION
	float precisionSafeLength( vec3 v ) { return length( v ); }
#else
	float precisionSafeLength( vec3 v ) {
		float maxComponent = max3( abs( v ) );
		return length( v / maxComponent ) * maxComponent;
	}
#endif
struct IncidentLight {
	vec3 color;
	vec3 direction;
	bool visible;
};
struct ReflectedLight {
	vec3 directDiffuse;
	vec3 directSpecular;
	vec3 indirectDiffuse;
	vec3 indirectSpecular;
};
#ifdef USE_ALPHAHASH
	varying vec3 vPosition;
#endif
vec3 transformDirection( in vec3 dir, in mat4 matrix ) {
	return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );
}
#define inverseTransformDirection transformDirectionByInverseViewMatrix
vec3 transformNormalByInverseViewMatrix( in vec3 normal, in mat4 viewMatrix ) {
	return normalize( ( vec4( normal, 0.0 ) * viewMatrix ).xyz );
}
vec3 transformDirectionByInverseViewMatrix( in vec3 dir, in mat4 viewMatrix ) {
	return normalize( ( vec4( dir, 0.0 ) * viewMatrix ).xyz );
}
bool isPerspectiveMatrix( mat4 m ) {
	return m[ 2 ][ 3 ] == - 1.0;
}
vec2 equirectUv( in vec3 dir ) {
	float u = atan( dir.z, dir.x ) * RECIPROCAL_PI2 + 0.5;
	float v = asin( clamp( dir.y, - 1.0, 1.0 ) ) * RECIPROCAL_PI + 0.5;
	return vec2( u, v );
}
vec3 BRDF_Lambert( const in vec3 diffuseColor ) {
	return RECIPROCAL_PI * diffuseColor;
}
vec3 F_Schlick( const in vec3 f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
}
float F_Schlick( const in float f0, const in float f90, const in float dotVH ) {
	float fresnel = exp2( ( - 5.55473 * dotVH - 6.98316 ) * dotVH );
	return f0 * ( 1.0 - fresnel ) + ( f90 * fresnel );
} // validated`,G1=`vec3 transformedNormal = objectNormal;
#ifdef USE_TANGENT
	vec3 transformedTangent = objectTangent;
#endif
#ifdef USE_BATCHING
	mat3 bm = mat3( batchingMatrix );
	transformedNormal /= vec3( dot( bm[ 0 ], bm[ 0 ] ), dot( bm[ 1 ], bm[ 1 ] ), dot( bm[ 2 ], bm[ 2 ] ) );
	transformedNormal = bm * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = bm * transformedTangent;
	#endif
#endif
#ifdef USE_INSTANCING
	mat3 im = mat3( instanceMatrix );
	transformedNormal /= vec3( dot( im[ 0 ], im[ 0 ] ), dot( im[ 1 ], im[ 1 ] ), dot( im[ 2 ], im[ 2 ] ) );
	transformedNormal = im * transformedNormal;
	#ifdef USE_TANGENT
		transformedTangent = im * transformedTangent;
	#endif
#endif
transformedNormal = normalMatrix * transformedNormal;
#ifdef FLIP_SIDED
	transformedNormal = - transformedNormal;
#endif
#ifdef USE_TANGENT
	transformedTangent = ( modelViewMatrix * vec4( transformedTangent, 0.0 ) ).xyz;
#endif`,V1=`#ifdef USE_DISPLACEMENTMAP
	uniform sampler2D displacementMap;
	uniform float displacementScale;
	uniform float displacementBias;
#endif`,H1=`#ifdef USE_DISPLACEMENTMAP
	transformed += normalize( objectNormal ) * ( texture2D( displacementMap, vDisplacementMapUv ).x * displacementScale + displacementBias );
#endif`,W1=`#ifdef USE_EMISSIVEMAP
	vec4 emissiveColor = texture2D( emissiveMap, vEmissiveMapUv );
	#ifdef DECODE_VIDEO_TEXTURE_EMISSIVE
		emissiveColor = sRGBTransferEOTF( emissiveColor );
	#endif
	totalEmissiveRadiance *= emissiveColor.rgb;
#endif`,X1=`#ifdef USE_EMISSIVEMAP
	uniform sampler2D emissiveMap;
#endif`,Y1="gl_FragColor = linearToOutputTexel( gl_FragColor );",q1=`vec4 LinearTransferOETF( in vec4 value ) {
	return value;
}
vec4 sRGBTransferEOTF( in vec4 value ) {
	return vec4( mix( pow( value.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), value.rgb * 0.0773993808, vec3( lessThanEqual( value.rgb, vec3( 0.04045 ) ) ) ), value.a );
}
vec4 sRGBTransferOETF( in vec4 value ) {
	return vec4( mix( pow( value.rgb, vec3( 0.41666 ) ) * 1.055 - vec3( 0.055 ), value.rgb * 12.92, vec3( lessThanEqual( value.rgb, vec3( 0.0031308 ) ) ) ), value.a );
}`,$1=`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vec3 cameraToFrag;
		if ( isOrthographic ) {
			cameraToFrag = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToFrag = normalize( vWorldPosition - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vec3 reflectVec = reflect( cameraToFrag, worldNormal );
		#else
			vec3 reflectVec = refract( cameraToFrag, worldNormal, refractionRatio );
		#endif
	#else
		vec3 reflectVec = vReflect;
	#endif
	#ifdef ENVMAP_TYPE_CUBE
		vec4 envColor = textureCube( envMap, envMapRotation * reflectVec );
		#ifdef ENVMAP_BLENDING_MULTIPLY
			outgoingLight = mix( outgoingLight, outgoingLight * envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_MIX )
			outgoingLight = mix( outgoingLight, envColor.xyz, specularStrength * reflectivity );
		#elif defined( ENVMAP_BLENDING_ADD )
			outgoingLight += envColor.xyz * specularStrength * reflectivity;
		#endif
	#endif
#endif`,Z1=`#ifdef USE_ENVMAP
	uniform float envMapIntensity;
	uniform mat3 envMapRotation;
	uniform samplerCube envMap;
	#ifdef ENVMAP_TYPE_PMREM
		float roughnessToMip( const in float roughness ) {
			float r = clamp( roughness, 0.0, 1.0 );
			return ENVMAP_MAX_LOD * r * ( 2.0 - r );
		}
	#endif
#endif`,K1=`#ifdef USE_ENVMAP
	uniform float reflectivity;
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		varying vec3 vWorldPosition;
		uniform float refractionRatio;
	#else
		varying vec3 vReflect;
	#endif
#endif`,j1=`#ifdef USE_ENVMAP
	#if defined( USE_BUMPMAP ) || defined( USE_NORMALMAP ) || defined( PHONG ) || defined( LAMBERT )
		#define ENV_WORLDPOS
	#endif
	#ifdef ENV_WORLDPOS
		
		varying vec3 vWorldPosition;
	#else
		varying vec3 vReflect;
		uniform float refractionRatio;
	#endif
#endif`,J1=`#ifdef USE_ENVMAP
	#ifdef ENV_WORLDPOS
		vWorldPosition = worldPosition.xyz;
	#else
		vec3 cameraToVertex;
		if ( isOrthographic ) {
			cameraToVertex = normalize( vec3( - viewMatrix[ 0 ][ 2 ], - viewMatrix[ 1 ][ 2 ], - viewMatrix[ 2 ][ 2 ] ) );
		} else {
			cameraToVertex = normalize( worldPosition.xyz - cameraPosition );
		}
		vec3 worldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
		#ifdef ENVMAP_MODE_REFLECTION
			vReflect = reflect( cameraToVertex, worldNormal );
		#else
			vReflect = refract( cameraToVertex, worldNormal, refractionRatio );
		#endif
	#endif
#endif`,Q1=`#ifdef USE_FOG
	vFogDepth = - mvPosition.z;
#endif`,ew=`#ifdef USE_FOG
	varying float vFogDepth;
#endif`,tw=`#ifdef USE_FOG
	#ifdef FOG_EXP2
		float fogFactor = 1.0 - exp( - fogDensity * fogDensity * vFogDepth * vFogDepth );
	#else
		float fogFactor = smoothstep( fogNear, fogFar, vFogDepth );
	#endif
	gl_FragColor.rgb = mix( gl_FragColor.rgb, fogColor, fogFactor );
#endif`,nw=`#ifdef USE_FOG
	uniform vec3 fogColor;
	varying float vFogDepth;
	#ifdef FOG_EXP2
		uniform float fogDensity;
	#else
		uniform float fogNear;
		uniform float fogFar;
	#endif
#endif`,iw=`#ifdef USE_GRADIENTMAP
	uniform sampler2D gradientMap;
#endif
vec3 getGradientIrradiance( vec3 normal, vec3 lightDirection ) {
	float dotNL = dot( normal, lightDirection );
	vec2 coord = vec2( dotNL * 0.5 + 0.5, 0.0 );
	#ifdef USE_GRADIENTMAP
		return vec3( texture2D( gradientMap, coord ).r );
	#else
		vec2 fw = fwidth( coord ) * 0.5;
		return mix( vec3( 0.7 ), vec3( 1.0 ), smoothstep( 0.7 - fw.x, 0.7 + fw.x, coord.x ) );
	#endif
}`,rw=`#ifdef USE_LIGHTMAP
	uniform sampler2D lightMap;
	uniform float lightMapIntensity;
#endif`,sw=`LambertMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularStrength = specularStrength;`,aw=`varying vec3 vViewPosition;
struct LambertMaterial {
	vec3 diffuseColor;
	float specularStrength;
};
void RE_Direct_Lambert( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Lambert( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in LambertMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Lambert
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Lambert`,ow=`uniform bool receiveShadow;
uniform vec3 ambientLightColor;
#if defined( USE_LIGHT_PROBES )
	uniform vec3 lightProbe[ 9 ];
#endif
vec3 shGetIrradianceAt( in vec3 normal, in vec3 shCoefficients[ 9 ] ) {
	float x = normal.x, y = normal.y, z = normal.z;
	vec3 result = shCoefficients[ 0 ] * 0.886227;
	result += shCoefficients[ 1 ] * 2.0 * 0.511664 * y;
	result += shCoefficients[ 2 ] * 2.0 * 0.511664 * z;
	result += shCoefficients[ 3 ] * 2.0 * 0.511664 * x;
	result += shCoefficients[ 4 ] * 2.0 * 0.429043 * x * y;
	result += shCoefficients[ 5 ] * 2.0 * 0.429043 * y * z;
	result += shCoefficients[ 6 ] * ( 0.743125 * z * z - 0.247708 );
	result += shCoefficients[ 7 ] * 2.0 * 0.429043 * x * z;
	result += shCoefficients[ 8 ] * 0.429043 * ( x * x - y * y );
	return result;
}
vec3 getLightProbeIrradiance( const in vec3 lightProbe[ 9 ], const in vec3 normal ) {
	vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec3 irradiance = shGetIrradianceAt( worldNormal, lightProbe );
	return irradiance;
}
vec3 getAmbientLightIrradiance( const in vec3 ambientLightColor ) {
	vec3 irradiance = ambientLightColor;
	return irradiance;
}
float getDistanceAttenuation( const in float lightDistance, const in float cutoffDistance, const in float decayExponent ) {
	float distanceFalloff = 1.0 / max( pow( lightDistance, decayExponent ), 0.01 );
	if ( cutoffDistance > 0.0 ) {
		distanceFalloff *= pow2( saturate( 1.0 - pow4( lightDistance / cutoffDistance ) ) );
	}
	return distanceFalloff;
}
float getSpotAttenuation( const in float coneCosine, const in float penumbraCosine, const in float angleCosine ) {
	return smoothstep( coneCosine, penumbraCosine, angleCosine );
}
#if NUM_SUN_LIGHTS > 0
	struct SunLight {
		vec3 direction;
		vec3 color;
	};
	uniform SunLight sunLights[ NUM_SUN_LIGHTS ];
	void getSunLightInfo( const in SunLight sunLight, out IncidentLight light ) {
		light.color = sunLight.color;
		light.direction = sunLight.direction;
		light.visible = true;
	}
#endif
#if NUM_DIR_LIGHTS > 0
	struct DirectionalLight {
		vec3 direction;
		vec3 color;
	};
	uniform DirectionalLight directionalLights[ NUM_DIR_LIGHTS ];
	void getDirectionalLightInfo( const in DirectionalLight directionalLight, out IncidentLight light ) {
		light.color = directionalLight.color;
		light.direction = directionalLight.direction;
		light.visible = true;
	}
#endif
#if NUM_POINT_LIGHTS > 0
	struct PointLight {
		vec3 position;
		vec3 color;
		float distance;
		float decay;
	};
	uniform PointLight pointLights[ NUM_POINT_LIGHTS ];
	void getPointLightInfo( const in PointLight pointLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = pointLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float lightDistance = length( lVector );
		light.color = pointLight.color;
		light.color *= getDistanceAttenuation( lightDistance, pointLight.distance, pointLight.decay );
		light.visible = ( light.color != vec3( 0.0 ) );
	}
#endif
#if NUM_SPOT_LIGHTS > 0
	struct SpotLight {
		vec3 position;
		vec3 direction;
		vec3 color;
		float distance;
		float decay;
		float coneCos;
		float penumbraCos;
	};
	uniform SpotLight spotLights[ NUM_SPOT_LIGHTS ];
	void getSpotLightInfo( const in SpotLight spotLight, const in vec3 geometryPosition, out IncidentLight light ) {
		vec3 lVector = spotLight.position - geometryPosition;
		light.direction = normalize( lVector );
		float angleCos = dot( light.direction, spotLight.direction );
		float spotAttenuation = getSpotAttenuation( spotLight.coneCos, spotLight.penumbraCos, angleCos );
		if ( spotAttenuation > 0.0 ) {
			float lightDistance = length( lVector );
			light.color = spotLight.color * spotAttenuation;
			light.color *= getDistanceAttenuation( lightDistance, spotLight.distance, spotLight.decay );
			light.visible = ( light.color != vec3( 0.0 ) );
		} else {
			light.color = vec3( 0.0 );
			light.visible = false;
		}
	}
#endif
#if NUM_RECT_AREA_LIGHTS > 0
	struct RectAreaLight {
		vec3 color;
		vec3 position;
		vec3 halfWidth;
		vec3 halfHeight;
	};
	uniform sampler2D ltc_1;	uniform sampler2D ltc_2;
	uniform RectAreaLight rectAreaLights[ NUM_RECT_AREA_LIGHTS ];
#endif
#if NUM_HEMI_LIGHTS > 0
	struct HemisphereLight {
		vec3 direction;
		vec3 skyColor;
		vec3 groundColor;
	};
	uniform HemisphereLight hemisphereLights[ NUM_HEMI_LIGHTS ];
	vec3 getHemisphereLightIrradiance( const in HemisphereLight hemiLight, const in vec3 normal ) {
		float dotNL = dot( normal, hemiLight.direction );
		float hemiDiffuseWeight = 0.5 * dotNL + 0.5;
		vec3 irradiance = mix( hemiLight.groundColor, hemiLight.skyColor, hemiDiffuseWeight );
		return irradiance;
	}
#endif
#include <lightprobes_pars_fragment>`,lw=`#ifdef USE_ENVMAP
	vec3 getIBLIrradiance( const in vec3 normal ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 worldNormal = transformNormalByInverseViewMatrix( normal, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * worldNormal, ENVMAP_MAX_LOD );
			return PI * envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	vec3 getIBLRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
		#ifdef ENVMAP_TYPE_PMREM
			vec3 reflectVec = reflect( - viewDir, normal );
			reflectVec = normalize( mix( reflectVec, normal, pow4( roughness ) ) );
			reflectVec = transformDirectionByInverseViewMatrix( reflectVec, viewMatrix );
			vec4 envMapColor = textureLod( envMap, envMapRotation * reflectVec, roughnessToMip( roughness ) );
			return envMapColor.rgb * envMapIntensity;
		#else
			return vec3( 0.0 );
		#endif
	}
	#ifdef USE_RETROREFLECTION
		vec3 getIBLRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 retroVec = normalize( mix( viewDir, normal, pow4( roughness ) ) );
				retroVec = transformDirectionByInverseViewMatrix( retroVec, viewMatrix );
				vec4 envMapColor = textureLod( envMap, envMapRotation * retroVec, roughnessToMip( roughness ) );
				return envMapColor.rgb * envMapIntensity;
			#else
				return vec3( 0.0 );
			#endif
		}
	#endif
	#ifdef USE_ANISOTROPY
		vec3 getIBLAnisotropyRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
			#ifdef ENVMAP_TYPE_PMREM
				vec3 bentNormal = cross( bitangent, viewDir );
				bentNormal = normalize( cross( bentNormal, bitangent ) );
				bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
				return getIBLRadiance( viewDir, bentNormal, roughness );
			#else
				return vec3( 0.0 );
			#endif
		}
		#ifdef USE_RETROREFLECTION
			vec3 getIBLAnisotropyRetroRadiance( const in vec3 viewDir, const in vec3 normal, const in float roughness, const in vec3 bitangent, const in float anisotropy ) {
				#ifdef ENVMAP_TYPE_PMREM
					vec3 bentNormal = cross( bitangent, viewDir );
					bentNormal = normalize( cross( bentNormal, bitangent ) );
					bentNormal = normalize( mix( bentNormal, normal, pow2( pow2( 1.0 - anisotropy * ( 1.0 - roughness ) ) ) ) );
					return getIBLRetroRadiance( viewDir, bentNormal, roughness );
				#else
					return vec3( 0.0 );
				#endif
			}
		#endif
	#endif
#endif`,cw=`ToonMaterial material;
material.diffuseColor = diffuseColor.rgb;`,uw=`varying vec3 vViewPosition;
struct ToonMaterial {
	vec3 diffuseColor;
};
void RE_Direct_Toon( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 irradiance = getGradientIrradiance( geometryNormal, directLight.direction ) * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
void RE_IndirectDiffuse_Toon( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in ToonMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_Toon
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Toon`,fw=`BlinnPhongMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.specularColor = specular;
material.specularShininess = shininess;
material.specularStrength = specularStrength;`,hw=`varying vec3 vViewPosition;
struct BlinnPhongMaterial {
	vec3 diffuseColor;
	vec3 specularColor;
	float specularShininess;
	float specularStrength;
};
void RE_Direct_BlinnPhong( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	reflectedLight.directDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
	reflectedLight.directSpecular += irradiance * BRDF_BlinnPhong( directLight.direction, geometryViewDir, geometryNormal, material.specularColor, material.specularShininess ) * material.specularStrength;
}
void RE_IndirectDiffuse_BlinnPhong( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in BlinnPhongMaterial material, inout ReflectedLight reflectedLight ) {
	reflectedLight.indirectDiffuse += irradiance * BRDF_Lambert( material.diffuseColor );
}
#define RE_Direct				RE_Direct_BlinnPhong
#define RE_IndirectDiffuse		RE_IndirectDiffuse_BlinnPhong`,dw=`PhysicalMaterial material;
material.diffuseColor = diffuseColor.rgb;
material.diffuseContribution = diffuseColor.rgb * ( 1.0 - metalnessFactor );
material.metalness = metalnessFactor;
vec3 dxy = max( abs( dFdx( nonPerturbedNormal ) ), abs( dFdy( nonPerturbedNormal ) ) );
float geometryRoughness = max( max( dxy.x, dxy.y ), dxy.z );
material.roughness = max( roughnessFactor, 0.045 );
material.roughness += geometryRoughness;
material.roughness = min( material.roughness, 1.0 );
#ifdef USE_DIFFUSE_ROUGHNESS
	float diffuseRoughnessFactor = diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		diffuseRoughnessFactor *= texture2D( diffuseRoughnessMap, vDiffuseRoughnessMapUv ).r;
	#endif
	material.diffuseRoughness = saturate( diffuseRoughnessFactor );
#endif
#ifdef IOR
	material.ior = ior;
	#ifdef USE_SPECULAR
		float specularIntensityFactor = specularIntensity;
		vec3 specularColorFactor = specularColor;
		#ifdef USE_SPECULAR_COLORMAP
			specularColorFactor *= texture2D( specularColorMap, vSpecularColorMapUv ).rgb;
		#endif
		#ifdef USE_SPECULAR_INTENSITYMAP
			specularIntensityFactor *= texture2D( specularIntensityMap, vSpecularIntensityMapUv ).a;
		#endif
		material.specularF90 = mix( specularIntensityFactor, 1.0, metalnessFactor );
	#else
		float specularIntensityFactor = 1.0;
		vec3 specularColorFactor = vec3( 1.0 );
		material.specularF90 = 1.0;
	#endif
	material.specularColor = min( pow2( ( material.ior - 1.0 ) / ( material.ior + 1.0 ) ) * specularColorFactor, vec3( 1.0 ) ) * specularIntensityFactor;
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
#else
	material.specularColor = vec3( 0.04 );
	material.specularColorBlended = mix( material.specularColor, diffuseColor.rgb, metalnessFactor );
	material.specularF90 = 1.0;
#endif
#ifdef USE_CLEARCOAT
	material.clearcoat = clearcoat;
	material.clearcoatRoughness = clearcoatRoughness;
	material.clearcoatF0 = vec3( 0.04 );
	material.clearcoatF90 = 1.0;
	#ifdef USE_CLEARCOATMAP
		material.clearcoat *= texture2D( clearcoatMap, vClearcoatMapUv ).x;
	#endif
	#ifdef USE_CLEARCOAT_ROUGHNESSMAP
		material.clearcoatRoughness *= texture2D( clearcoatRoughnessMap, vClearcoatRoughnessMapUv ).y;
	#endif
	material.clearcoat = saturate( material.clearcoat );	material.clearcoatRoughness = max( material.clearcoatRoughness, 0.045 );
	material.clearcoatRoughness += geometryRoughness;
	material.clearcoatRoughness = min( material.clearcoatRoughness, 1.0 );
#endif
#ifdef USE_DISPERSION
	material.dispersion = dispersion;
#endif
#ifdef USE_RETROREFLECTION
	material.retroreflectivity = retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	material.iridescence = iridescence;
	material.iridescenceIOR = iridescenceIOR;
	#ifdef USE_IRIDESCENCEMAP
		material.iridescence *= texture2D( iridescenceMap, vIridescenceMapUv ).r;
	#endif
	#ifdef USE_IRIDESCENCE_THICKNESSMAP
		material.iridescenceThickness = (iridescenceThicknessMaximum - iridescenceThicknessMinimum) * texture2D( iridescenceThicknessMap, vIridescenceThicknessMapUv ).g + iridescenceThicknessMinimum;
	#else
		material.iridescenceThickness = iridescenceThicknessMaximum;
	#endif
#endif
#ifdef USE_SHEEN
	material.sheenColor = sheenColor;
	#ifdef USE_SHEEN_COLORMAP
		material.sheenColor *= texture2D( sheenColorMap, vSheenColorMapUv ).rgb;
	#endif
	material.sheenRoughness = clamp( sheenRoughness, 0.0001, 1.0 );
	#ifdef USE_SHEEN_ROUGHNESSMAP
		material.sheenRoughness *= texture2D( sheenRoughnessMap, vSheenRoughnessMapUv ).a;
	#endif
#endif
#ifdef USE_ANISOTROPY
	#ifdef USE_ANISOTROPYMAP
		mat2 anisotropyMat = mat2( anisotropyVector.x, anisotropyVector.y, - anisotropyVector.y, anisotropyVector.x );
		vec3 anisotropyPolar = texture2D( anisotropyMap, vAnisotropyMapUv ).rgb;
		vec2 anisotropyV = anisotropyMat * normalize( 2.0 * anisotropyPolar.rg - vec2( 1.0 ) ) * anisotropyPolar.b;
	#else
		vec2 anisotropyV = anisotropyVector;
	#endif
	material.anisotropy = length( anisotropyV );
	if( material.anisotropy == 0.0 ) {
		anisotropyV = vec2( 1.0, 0.0 );
	} else {
		anisotropyV /= material.anisotropy;
		material.anisotropy = saturate( material.anisotropy );
	}
	material.alphaT = mix( pow2( material.roughness ), 1.0, pow2( material.anisotropy ) );
	material.anisotropyT = tbn[ 0 ] * anisotropyV.x + tbn[ 1 ] * anisotropyV.y;
	material.anisotropyB = tbn[ 1 ] * anisotropyV.x - tbn[ 0 ] * anisotropyV.y;
#endif`,pw=`uniform sampler2D dfgLUT;
struct PhysicalMaterial {
	vec3 diffuseColor;
	vec3 diffuseContribution;
	vec3 specularColor;
	vec3 specularColorBlended;
	float roughness;
	float metalness;
	float specularF90;
	float dispersion;
	vec2 dfg;
	vec3 multiScatteringCompensation;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float diffuseRoughness;
	#endif
	#ifdef USE_RETROREFLECTION
		float retroreflectivity;
	#endif
	#ifdef USE_CLEARCOAT
		float clearcoat;
		float clearcoatRoughness;
		vec3 clearcoatF0;
		float clearcoatF90;
	#endif
	#ifdef USE_IRIDESCENCE
		float iridescence;
		float iridescenceIOR;
		float iridescenceThickness;
		vec3 iridescenceFresnel;
		vec3 iridescenceF0Dielectric;
		vec3 iridescenceF0Metallic;
	#endif
	#ifdef USE_SHEEN
		vec3 sheenColor;
		float sheenRoughness;
	#endif
	#ifdef IOR
		float ior;
	#endif
	#ifdef USE_TRANSMISSION
		float transmission;
		float transmissionAlpha;
		float thickness;
		float attenuationDistance;
		vec3 attenuationColor;
	#endif
	#ifdef USE_ANISOTROPY
		float anisotropy;
		float alphaT;
		vec3 anisotropyT;
		vec3 anisotropyB;
	#endif
};
vec3 clearcoatSpecularDirect = vec3( 0.0 );
vec3 clearcoatSpecularIndirect = vec3( 0.0 );
vec3 sheenSpecularDirect = vec3( 0.0 );
vec3 sheenSpecularIndirect = vec3(0.0 );
vec3 Schlick_to_F0( const in vec3 f, const in float f90, const in float dotVH ) {
    float x = clamp( 1.0 - dotVH, 0.0, 1.0 );
    float x2 = x * x;
    float x5 = clamp( x * x2 * x2, 0.0, 0.9999 );
    return ( f - vec3( f90 ) * x5 ) / ( 1.0 - x5 );
}
#ifdef USE_DIFFUSE_ROUGHNESS
	const float EON_EPSILON = 1e-7;
	float FON_DirectionalAlbedo( const in float mu, const in float roughness, const in float A ) {
		float muComp = 1.0 - mu;
		float gOverPi = muComp * ( 0.0571085289 + muComp * ( 0.491881867 + muComp * ( - 0.332181442 + muComp * 0.0714429953 ) ) );
		return A * ( 1.0 + roughness * gOverPi );
	}
	vec3 BRDF_EON( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in vec3 diffuseColor, const in float roughness ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return BRDF_Lambert( rho );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float s = dot( lightDir, viewDir ) - dotNL * dotNV;
		float sOverT = ( s > 0.0 ) ? s / max( max( dotNL, dotNV ), EON_EPSILON ) : s;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		vec3 singleScatter = rho * RECIPROCAL_PI * A * ( 1.0 + roughness * sOverT );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		float albedoV = FON_DirectionalAlbedo( dotNV, roughness, A );
		float albedoL = FON_DirectionalAlbedo( dotNL, roughness, A );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		vec3 multiScatter = rhoMultiScatter * RECIPROCAL_PI
			* max( EON_EPSILON, 1.0 - albedoV )
			* max( EON_EPSILON, 1.0 - albedoL )
			/ max( EON_EPSILON, 1.0 - averageAlbedo );
		return singleScatter + multiScatter;
	}
	vec3 EON_DirectionalAlbedo( const in vec3 diffuseColor, const in float roughness, const in float dotNV ) {
		vec3 rho = saturate( diffuseColor );
		if ( roughness <= EON_EPSILON ) return rho;
		float A = 1.0 / ( 1.0 + ( 0.5 - 2.0 / ( 3.0 * PI ) ) * roughness );
		float directionalAlbedo = FON_DirectionalAlbedo( dotNV, roughness, A );
		float averageAlbedo = A * ( 1.0 + ( 2.0 / 3.0 - 28.0 / ( 15.0 * PI ) ) * roughness );
		vec3 rhoMultiScatter = rho * rho * averageAlbedo / max( vec3( EON_EPSILON ), vec3( 1.0 ) - rho * ( 1.0 - averageAlbedo ) );
		return rho * directionalAlbedo + rhoMultiScatter * ( 1.0 - directionalAlbedo );
	}
#endif
float V_GGX_SmithCorrelated( const in float alpha, const in float dotNL, const in float dotNV ) {
	float a2 = pow2( alpha );
	float gv = dotNL * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNV ) );
	float gl = dotNV * sqrt( a2 + ( 1.0 - a2 ) * pow2( dotNL ) );
	return 0.5 / max( gv + gl, EPSILON );
}
float D_GGX( const in float alpha, const in float dotNH ) {
	float a2 = pow2( alpha );
	float denom = pow2( dotNH ) * ( a2 - 1.0 ) + 1.0;
	return RECIPROCAL_PI * a2 / pow2( denom );
}
#ifdef USE_ANISOTROPY
	float V_GGX_SmithCorrelated_Anisotropic( const in float alphaT, const in float alphaB, const in float dotTV, const in float dotBV, const in float dotTL, const in float dotBL, const in float dotNV, const in float dotNL ) {
		float gv = dotNL * length( vec3( alphaT * dotTV, alphaB * dotBV, dotNV ) );
		float gl = dotNV * length( vec3( alphaT * dotTL, alphaB * dotBL, dotNL ) );
		return 0.5 / max( gv + gl, EPSILON );
	}
	float D_GGX_Anisotropic( const in float alphaT, const in float alphaB, const in float dotNH, const in float dotTH, const in float dotBH ) {
		float a2 = alphaT * alphaB;
		highp vec3 v = vec3( alphaB * dotTH, alphaT * dotBH, a2 * dotNH );
		highp float v2 = dot( v, v );
		float w2 = a2 / v2;
		return RECIPROCAL_PI * a2 * pow2 ( w2 );
	}
#endif
#ifdef USE_CLEARCOAT
	vec3 BRDF_GGX_Clearcoat( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material) {
		vec3 f0 = material.clearcoatF0;
		float f90 = material.clearcoatF90;
		float roughness = max( material.clearcoatRoughness, 0.045 );
		float alpha = pow2( roughness );
		vec3 halfDir = normalize( lightDir + viewDir );
		float dotNL = saturate( dot( normal, lightDir ) );
		float dotNV = saturate( dot( normal, viewDir ) );
		float dotNH = saturate( dot( normal, halfDir ) );
		float dotVH = saturate( dot( viewDir, halfDir ) );
		vec3 F = F_Schlick( f0, f90, dotVH );
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
		return F * ( V * D );
	}
#endif
vec3 BRDF_GGX( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, const in PhysicalMaterial material ) {
	vec3 f0 = material.specularColorBlended;
	float f90 = material.specularF90;
	float roughness = max( material.roughness, 0.045 );
	float alpha = pow2( roughness );
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float dotVH = saturate( dot( viewDir, halfDir ) );
	vec3 F = F_Schlick( f0, f90, dotVH );
	#ifdef USE_IRIDESCENCE
		F = mix( F, material.iridescenceFresnel, material.iridescence );
	#endif
	#ifdef USE_ANISOTROPY
		float dotTL = dot( material.anisotropyT, lightDir );
		float dotTV = dot( material.anisotropyT, viewDir );
		float dotTH = dot( material.anisotropyT, halfDir );
		float dotBL = dot( material.anisotropyB, lightDir );
		float dotBV = dot( material.anisotropyB, viewDir );
		float dotBH = dot( material.anisotropyB, halfDir );
		float alphaT = max( material.alphaT, alpha );
		float V = V_GGX_SmithCorrelated_Anisotropic( alphaT, alpha, dotTV, dotBV, dotTL, dotBL, dotNV, dotNL );
		float D = D_GGX_Anisotropic( alphaT, alpha, dotNH, dotTH, dotBH );
	#else
		float V = V_GGX_SmithCorrelated( alpha, dotNL, dotNV );
		float D = D_GGX( alpha, dotNH );
	#endif
	return F * ( V * D );
}
vec2 LTC_Uv( const in vec3 N, const in vec3 V, const in float roughness ) {
	const float LUT_SIZE = 64.0;
	const float LUT_SCALE = ( LUT_SIZE - 1.0 ) / LUT_SIZE;
	const float LUT_BIAS = 0.5 / LUT_SIZE;
	float dotNV = saturate( dot( N, V ) );
	vec2 uv = vec2( roughness, sqrt( 1.0 - dotNV ) );
	uv = uv * LUT_SCALE + LUT_BIAS;
	return uv;
}
float LTC_ClippedSphereFormFactor( const in vec3 f ) {
	float l = length( f );
	return max( ( l * l + f.z ) / ( l + 1.0 ), 0.0 );
}
vec3 LTC_EdgeVectorFormFactor( const in vec3 v1, const in vec3 v2 ) {
	float x = dot( v1, v2 );
	float y = abs( x );
	float a = 0.8543985 + ( 0.4965155 + 0.0145206 * y ) * y;
	float b = 3.4175940 + ( 4.1616724 + y ) * y;
	float v = a / b;
	float theta_sintheta = ( x > 0.0 ) ? v : 0.5 * inversesqrt( max( 1.0 - x * x, 1e-7 ) ) - v;
	return cross( v1, v2 ) * theta_sintheta;
}
vec3 LTC_Evaluate( const in vec3 N, const in vec3 V, const in vec3 P, const in mat3 mInv, const in vec3 rectCoords[ 4 ] ) {
	vec3 v1 = rectCoords[ 1 ] - rectCoords[ 0 ];
	vec3 v2 = rectCoords[ 3 ] - rectCoords[ 0 ];
	vec3 lightNormal = cross( v1, v2 );
	if( dot( lightNormal, P - rectCoords[ 0 ] ) < 0.0 ) return vec3( 0.0 );
	vec3 T1, T2;
	T1 = normalize( V - N * dot( V, N ) );
	T2 = - cross( N, T1 );
	mat3 mat = mInv * transpose( mat3( T1, T2, N ) );
	vec3 coords[ 4 ];
	coords[ 0 ] = mat * ( rectCoords[ 0 ] - P );
	coords[ 1 ] = mat * ( rectCoords[ 1 ] - P );
	coords[ 2 ] = mat * ( rectCoords[ 2 ] - P );
	coords[ 3 ] = mat * ( rectCoords[ 3 ] - P );
	coords[ 0 ] = normalize( coords[ 0 ] );
	coords[ 1 ] = normalize( coords[ 1 ] );
	coords[ 2 ] = normalize( coords[ 2 ] );
	coords[ 3 ] = normalize( coords[ 3 ] );
	vec3 vectorFormFactor = vec3( 0.0 );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 0 ], coords[ 1 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 1 ], coords[ 2 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 2 ], coords[ 3 ] );
	vectorFormFactor += LTC_EdgeVectorFormFactor( coords[ 3 ], coords[ 0 ] );
	float result = LTC_ClippedSphereFormFactor( vectorFormFactor );
	return vec3( result );
}
#if defined( USE_SHEEN )
float D_Charlie( float roughness, float dotNH ) {
	float alpha = pow2( roughness );
	float invAlpha = 1.0 / alpha;
	float cos2h = dotNH * dotNH;
	float sin2h = max( 1.0 - cos2h, 0.0078125 );
	return ( 2.0 + invAlpha ) * pow( sin2h, invAlpha * 0.5 ) / ( 2.0 * PI );
}
float V_Neubelt( float dotNV, float dotNL ) {
	return saturate( 1.0 / ( 4.0 * ( dotNL + dotNV - dotNL * dotNV ) ) );
}
vec3 BRDF_Sheen( const in vec3 lightDir, const in vec3 viewDir, const in vec3 normal, vec3 sheenColor, const in float sheenRoughness ) {
	vec3 halfDir = normalize( lightDir + viewDir );
	float dotNL = saturate( dot( normal, lightDir ) );
	float dotNV = saturate( dot( normal, viewDir ) );
	float dotNH = saturate( dot( normal, halfDir ) );
	float D = D_Charlie( sheenRoughness, dotNH );
	float V = V_Neubelt( dotNV, dotNL );
	return sheenColor * ( D * V );
}
#endif
float IBLSheenBRDF( const in vec3 normal, const in vec3 viewDir, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	float r2 = roughness * roughness;
	float rInv = 1.0 / ( roughness + 0.1 );
	float a = -1.9362 + 1.0678 * roughness + 0.4573 * r2 - 0.8469 * rInv;
	float b = -0.6014 + 0.5538 * roughness - 0.4670 * r2 - 0.1255 * rInv;
	float DG = exp( a * dotNV + b );
	return saturate( DG );
}
vec3 EnvironmentBRDF( const in vec3 normal, const in vec3 viewDir, const in vec3 specularColor, const in float specularF90, const in float roughness ) {
	float dotNV = saturate( dot( normal, viewDir ) );
	vec2 fab = texture2D( dfgLUT, vec2( roughness, dotNV ) ).rg;
	return specularColor * fab.x + specularF90 * fab.y;
}
#ifdef USE_IRIDESCENCE
void computeMultiscatteringIridescence( const in vec2 fab, const in vec3 specularColor, const in float specularF90, const in float iridescence, const in vec3 iridescenceF0, inout vec3 singleScatter, inout vec3 multiScatter ) {
#else
void computeMultiscattering( const in vec2 fab, const in vec3 specularColor, const in float specularF90, inout vec3 singleScatter, inout vec3 multiScatter ) {
#endif
	#ifdef USE_IRIDESCENCE
		vec3 Fr = mix( specularColor, iridescenceF0, iridescence );
	#else
		vec3 Fr = specularColor;
	#endif
	vec3 FssEss = Fr * fab.x + specularF90 * fab.y;
	float Ess = fab.x + fab.y;
	float Ems = 1.0 - Ess;
	vec3 Favg = Fr + ( 1.0 - Fr ) * 0.047619;	vec3 Fms = FssEss * Favg / ( 1.0 - Ems * Favg );
	singleScatter += FssEss;
	multiScatter += Fms * Ems;
}
#if NUM_RECT_AREA_LIGHTS > 0
	void RE_Direct_RectArea_Physical( const in RectAreaLight rectAreaLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
		vec3 normal = geometryNormal;
		vec3 viewDir = geometryViewDir;
		vec3 position = geometryPosition;
		vec3 lightPos = rectAreaLight.position;
		vec3 halfWidth = rectAreaLight.halfWidth;
		vec3 halfHeight = rectAreaLight.halfHeight;
		vec3 lightColor = rectAreaLight.color;
		float roughness = material.roughness;
		vec3 rectCoords[ 4 ];
		rectCoords[ 0 ] = lightPos + halfWidth - halfHeight;		rectCoords[ 1 ] = lightPos - halfWidth - halfHeight;
		rectCoords[ 2 ] = lightPos - halfWidth + halfHeight;
		rectCoords[ 3 ] = lightPos + halfWidth + halfHeight;
		vec2 uv = LTC_Uv( normal, viewDir, roughness );
		vec4 t1 = texture2D( ltc_1, uv );
		vec4 t2 = texture2D( ltc_2, uv );
		mat3 mInv = mat3(
			vec3( t1.x, 0, t1.y ),
			vec3(    0, 1,    0 ),
			vec3( t1.z, 0, t1.w )
		);
		vec3 fresnel = ( material.specularColorBlended * t2.x + ( material.specularF90 - material.specularColorBlended ) * t2.y );
		reflectedLight.directSpecular += lightColor * fresnel * LTC_Evaluate( normal, viewDir, position, mInv, rectCoords );
		reflectedLight.directDiffuse += lightColor * material.diffuseContribution * LTC_Evaluate( normal, viewDir, position, mat3( 1.0 ), rectCoords );
		#ifdef USE_CLEARCOAT
			vec3 Ncc = geometryClearcoatNormal;
			vec2 uvClearcoat = LTC_Uv( Ncc, viewDir, material.clearcoatRoughness );
			vec4 t1Clearcoat = texture2D( ltc_1, uvClearcoat );
			vec4 t2Clearcoat = texture2D( ltc_2, uvClearcoat );
			mat3 mInvClearcoat = mat3(
				vec3( t1Clearcoat.x, 0, t1Clearcoat.y ),
				vec3(             0, 1,             0 ),
				vec3( t1Clearcoat.z, 0, t1Clearcoat.w )
			);
			vec3 fresnelClearcoat = material.clearcoatF0 * t2Clearcoat.x + ( material.clearcoatF90 - material.clearcoatF0 ) * t2Clearcoat.y;
			clearcoatSpecularDirect += lightColor * fresnelClearcoat * LTC_Evaluate( Ncc, viewDir, position, mInvClearcoat, rectCoords );
		#endif
	}
#endif
void RE_Direct_Physical( const in IncidentLight directLight, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	float dotNL = saturate( dot( geometryNormal, directLight.direction ) );
	vec3 irradiance = dotNL * directLight.color;
	#ifdef USE_CLEARCOAT
		float dotNLcc = saturate( dot( geometryClearcoatNormal, directLight.direction ) );
		vec3 ccIrradiance = dotNLcc * directLight.color;
		clearcoatSpecularDirect += ccIrradiance * BRDF_GGX_Clearcoat( directLight.direction, geometryViewDir, geometryClearcoatNormal, material );
	#endif
	#ifdef USE_SHEEN
 
 		sheenSpecularDirect += irradiance * BRDF_Sheen( directLight.direction, geometryViewDir, geometryNormal, material.sheenColor, material.sheenRoughness );
 
 		float sheenAlbedoV = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
 		float sheenAlbedoL = IBLSheenBRDF( geometryNormal, directLight.direction, material.sheenRoughness );
 
 		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * max( sheenAlbedoV, sheenAlbedoL );
 
 		irradiance *= sheenEnergyComp;
 
 	#endif
	vec3 specularBRDF = BRDF_GGX( directLight.direction, geometryViewDir, geometryNormal, material );
	#ifdef USE_RETROREFLECTION
		vec3 retroViewDir = reflect( - geometryViewDir, geometryNormal );
		vec3 retroSpecularBRDF = BRDF_GGX( directLight.direction, retroViewDir, geometryNormal, material );
		specularBRDF = mix( specularBRDF, retroSpecularBRDF, saturate( material.retroreflectivity ) );
	#endif
	reflectedLight.directSpecular += irradiance * specularBRDF * material.multiScatteringCompensation;
	vec3 halfDir = normalize( directLight.direction + geometryViewDir );
	float dotVH = saturate( dot( geometryViewDir, halfDir ) );
	vec3 F = F_Schlick( material.specularColor, material.specularF90, dotVH );
	#ifdef USE_RETROREFLECTION
		vec3 retroHalfDir = normalize( directLight.direction + retroViewDir );
		float dotRetroVH = saturate( dot( retroViewDir, retroHalfDir ) );
		vec3 retroF = F_Schlick( material.specularColor, material.specularF90, dotRetroVH );
		F = mix( F, retroF, saturate( material.retroreflectivity ) );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		vec3 diffuseBRDF = BRDF_EON( directLight.direction, geometryViewDir, geometryNormal, material.diffuseColor, material.diffuseRoughness ) * ( 1.0 - material.metalness );
	#else
		vec3 diffuseBRDF = BRDF_Lambert( material.diffuseContribution );
	#endif
	reflectedLight.directDiffuse += irradiance * diffuseBRDF * ( 1.0 - F );
}
void RE_IndirectDiffuse_Physical( const in vec3 irradiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight ) {
	vec3 singleScattering = vec3( 0.0 );
	vec3 multiScattering = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScattering, multiScattering );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScattering, multiScattering );
	#endif
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuseAlbedo = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness );
		vec3 diffuse = irradiance * RECIPROCAL_PI * diffuseAlbedo * ( 1.0 - singleScattering - multiScattering );
	#else
		vec3 diffuse = irradiance * BRDF_Lambert( material.diffuseContribution ) * ( 1.0 - singleScattering - multiScattering );
	#endif
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		sheenSpecularIndirect += irradiance * material.sheenColor * sheenAlbedo * RECIPROCAL_PI;
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		diffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectDiffuse += diffuse;
}
void RE_IndirectSpecular_Physical( const in vec3 radiance, const in vec3 irradiance, const in vec3 clearcoatRadiance, const in vec3 geometryPosition, const in vec3 geometryNormal, const in vec3 geometryViewDir, const in vec3 geometryClearcoatNormal, const in PhysicalMaterial material, inout ReflectedLight reflectedLight) {
	#ifdef USE_CLEARCOAT
		clearcoatSpecularIndirect += clearcoatRadiance * EnvironmentBRDF( geometryClearcoatNormal, geometryViewDir, material.clearcoatF0, material.clearcoatF90, material.clearcoatRoughness );
	#endif
	#ifdef USE_SHEEN
		sheenSpecularIndirect += irradiance * material.sheenColor * IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness ) * RECIPROCAL_PI;
 	#endif
	vec3 singleScatteringDielectric = vec3( 0.0 );
	vec3 multiScatteringDielectric = vec3( 0.0 );
	vec3 singleScatteringMetallic = vec3( 0.0 );
	vec3 multiScatteringMetallic = vec3( 0.0 );
	#ifdef USE_IRIDESCENCE
		computeMultiscatteringIridescence( material.dfg, material.specularColor, material.specularF90, material.iridescence, material.iridescenceF0Dielectric, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscatteringIridescence( material.dfg, material.diffuseColor, material.specularF90, material.iridescence, material.iridescenceF0Metallic, singleScatteringMetallic, multiScatteringMetallic );
	#else
		computeMultiscattering( material.dfg, material.specularColor, material.specularF90, singleScatteringDielectric, multiScatteringDielectric );
		computeMultiscattering( material.dfg, material.diffuseColor, material.specularF90, singleScatteringMetallic, multiScatteringMetallic );
	#endif
	vec3 singleScattering = mix( singleScatteringDielectric, singleScatteringMetallic, material.metalness );
	vec3 multiScattering = mix( multiScatteringDielectric, multiScatteringMetallic, material.metalness );
	vec3 totalScatteringDielectric = singleScatteringDielectric + multiScatteringDielectric;
	#ifdef USE_DIFFUSE_ROUGHNESS
		float dotNV = saturate( dot( geometryNormal, geometryViewDir ) );
		vec3 diffuse = EON_DirectionalAlbedo( material.diffuseColor, material.diffuseRoughness, dotNV ) * ( 1.0 - material.metalness ) * ( 1.0 - totalScatteringDielectric );
	#else
		vec3 diffuse = material.diffuseContribution * ( 1.0 - totalScatteringDielectric );
	#endif
	vec3 cosineWeightedIrradiance = irradiance * RECIPROCAL_PI;
	vec3 indirectSpecular = radiance * singleScattering;
	indirectSpecular += multiScattering * cosineWeightedIrradiance;
	vec3 indirectDiffuse = diffuse * cosineWeightedIrradiance;
	#ifdef USE_SHEEN
		float sheenAlbedo = IBLSheenBRDF( geometryNormal, geometryViewDir, material.sheenRoughness );
		float sheenEnergyComp = 1.0 - max3( material.sheenColor ) * sheenAlbedo;
		indirectSpecular *= sheenEnergyComp;
		indirectDiffuse *= sheenEnergyComp;
	#endif
	reflectedLight.indirectSpecular += indirectSpecular;
	reflectedLight.indirectDiffuse += indirectDiffuse;
}
#define RE_Direct				RE_Direct_Physical
#define RE_Direct_RectArea		RE_Direct_RectArea_Physical
#define RE_IndirectDiffuse		RE_IndirectDiffuse_Physical
#define RE_IndirectSpecular		RE_IndirectSpecular_Physical
float computeSpecularOcclusion( const in float dotNV, const in float ambientOcclusion, const in float roughness ) {
	return saturate( pow( dotNV + ambientOcclusion, exp2( - 16.0 * roughness - 1.0 ) ) - 1.0 + ambientOcclusion );
}`,mw=`
vec3 geometryPosition = - vViewPosition;
vec3 geometryNormal = normal;
vec3 geometryViewDir = ( isOrthographic ) ? vec3( 0, 0, 1 ) : normalize( vViewPosition );
vec3 geometryClearcoatNormal = vec3( 0.0 );
#ifdef USE_CLEARCOAT
	geometryClearcoatNormal = clearcoatNormal;
#endif
#ifdef USE_IRIDESCENCE
	float dotNVi = saturate( dot( normal, geometryViewDir ) );
	if ( material.iridescenceThickness == 0.0 ) {
		material.iridescence = 0.0;
	} else {
		material.iridescence = saturate( material.iridescence );
	}
	if ( material.iridescence > 0.0 ) {
		vec3 iridescenceFresnelDielectric = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.specularColor );
		vec3 iridescenceFresnelMetallic = evalIridescence( 1.0, material.iridescenceIOR, dotNVi, material.iridescenceThickness, material.diffuseColor );
		material.iridescenceFresnel = mix( iridescenceFresnelDielectric, iridescenceFresnelMetallic, material.metalness );
		material.iridescenceF0Dielectric = Schlick_to_F0( iridescenceFresnelDielectric, 1.0, dotNVi );
		material.iridescenceF0Metallic = Schlick_to_F0( iridescenceFresnelMetallic, 1.0, dotNVi );
	}
#endif
#ifdef STANDARD
	float dotNVms = saturate( dot( geometryNormal, geometryViewDir ) );
	material.dfg = texture2D( dfgLUT, vec2( material.roughness, dotNVms ) ).rg;
	#if ( NUM_SUN_LIGHTS > 0 || NUM_DIR_LIGHTS > 0 || NUM_POINT_LIGHTS > 0 || NUM_SPOT_LIGHTS > 0 )
		float EssMs = material.dfg.x + material.dfg.y;
		material.multiScatteringCompensation = 1.0 + material.specularColorBlended * ( 1.0 / EssMs - 1.0 );
	#endif
#endif
IncidentLight directLight;
#if ( NUM_POINT_LIGHTS > 0 ) && defined( RE_Direct )
	PointLight pointLight;
	#if defined( USE_SHADOWMAP ) && NUM_POINT_LIGHT_SHADOWS > 0
	PointLightShadow pointLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHTS; i ++ ) {
		pointLight = pointLights[ i ];
		getPointLightInfo( pointLight, geometryPosition, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_POINT_LIGHT_SHADOWS ) && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
		pointLightShadow = pointLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getPointShadow( pointShadowMap[ i ], pointLightShadow.shadowMapSize, pointLightShadow.shadowIntensity, pointLightShadow.shadowBias, pointLightShadow.shadowRadius, vPointShadowCoord[ i ], pointLightShadow.shadowCameraNear, pointLightShadow.shadowCameraFar ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SPOT_LIGHTS > 0 ) && defined( RE_Direct )
	SpotLight spotLight;
	vec4 spotColor;
	vec3 spotLightCoord;
	bool inSpotLightMap;
	#if defined( USE_SHADOWMAP ) && NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHTS; i ++ ) {
		spotLight = spotLights[ i ];
		getSpotLightInfo( spotLight, geometryPosition, directLight );
		#if ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#define SPOT_LIGHT_MAP_INDEX UNROLLED_LOOP_INDEX
		#elif ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		#define SPOT_LIGHT_MAP_INDEX NUM_SPOT_LIGHT_MAPS
		#else
		#define SPOT_LIGHT_MAP_INDEX ( UNROLLED_LOOP_INDEX - NUM_SPOT_LIGHT_SHADOWS + NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS )
		#endif
		#if ( SPOT_LIGHT_MAP_INDEX < NUM_SPOT_LIGHT_MAPS )
			spotLightCoord = vSpotLightCoord[ i ].xyz / vSpotLightCoord[ i ].w;
			inSpotLightMap = all( lessThan( abs( spotLightCoord * 2. - 1. ), vec3( 1.0 ) ) );
			spotColor = texture2D( spotLightMap[ SPOT_LIGHT_MAP_INDEX ], spotLightCoord.xy );
			directLight.color = inSpotLightMap ? directLight.color * spotColor.rgb : directLight.color;
		#endif
		#undef SPOT_LIGHT_MAP_INDEX
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
		spotLightShadow = spotLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( spotShadowMap[ i ], spotLightShadow.shadowMapSize, spotLightShadow.shadowIntensity, spotLightShadow.shadowBias, spotLightShadow.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_SUN_LIGHTS > 0 ) && defined( RE_Direct )
	SunLight sunLight;
	#if defined( USE_SHADOWMAP ) && NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHTS; i ++ ) {
		sunLight = sunLights[ i ];
		getSunLightInfo( sunLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_SUN_LIGHT_SHADOWS )
		sunLightShadow = sunLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getSunShadow( sunShadowMap[ i ], sunLightShadow, UNROLLED_LOOP_INDEX ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_DIR_LIGHTS > 0 ) && defined( RE_Direct )
	DirectionalLight directionalLight;
	#if defined( USE_SHADOWMAP ) && NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLightShadow;
	#endif
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHTS; i ++ ) {
		directionalLight = directionalLights[ i ];
		getDirectionalLightInfo( directionalLight, directLight );
		#if defined( USE_SHADOWMAP ) && ( UNROLLED_LOOP_INDEX < NUM_DIR_LIGHT_SHADOWS )
		directionalLightShadow = directionalLightShadows[ i ];
		directLight.color *= ( directLight.visible && receiveShadow ) ? getShadow( directionalShadowMap[ i ], directionalLightShadow.shadowMapSize, directionalLightShadow.shadowIntensity, directionalLightShadow.shadowBias, directionalLightShadow.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
		#endif
		RE_Direct( directLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if ( NUM_RECT_AREA_LIGHTS > 0 ) && defined( RE_Direct_RectArea )
	RectAreaLight rectAreaLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_RECT_AREA_LIGHTS; i ++ ) {
		rectAreaLight = rectAreaLights[ i ];
		RE_Direct_RectArea( rectAreaLight, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
	}
	#pragma unroll_loop_end
#endif
#if defined( RE_IndirectDiffuse )
	vec3 iblIrradiance = vec3( 0.0 );
	vec3 irradiance = getAmbientLightIrradiance( ambientLightColor );
	#if defined( USE_LIGHT_PROBES )
		irradiance += getLightProbeIrradiance( lightProbe, geometryNormal );
	#endif
	#if ( NUM_HEMI_LIGHTS > 0 )
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_HEMI_LIGHTS; i ++ ) {
			irradiance += getHemisphereLightIrradiance( hemisphereLights[ i ], geometryNormal );
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_LIGHT_PROBE_GRIDS > 0
		vec3 probeWorldPos = ( ( vec4( geometryPosition, 1.0 ) - viewMatrix[ 3 ] ) * viewMatrix ).xyz;
		vec3 probeWorldNormal = transformNormalByInverseViewMatrix( geometryNormal, viewMatrix );
		int probeGrid = - 1;
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( isInsideLightProbeGrid( probeWorldPos, probeWorldNormal, probesMin[ i ], probesMax[ i ], probesResolution[ i ] ) ) probeGrid = UNROLLED_LOOP_INDEX;
		}
		#pragma unroll_loop_end
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_LIGHT_PROBE_GRIDS; i ++ ) {
			if ( probeGrid == UNROLLED_LOOP_INDEX ) irradiance += getLightProbeGridIrradiance( probesSH[ i ], probesMin[ i ], probesMax[ i ], probesResolution[ i ], probeWorldPos, probeWorldNormal );
		}
		#pragma unroll_loop_end
	#endif
#endif
#if defined( RE_IndirectSpecular )
	vec3 radiance = vec3( 0.0 );
	vec3 clearcoatRadiance = vec3( 0.0 );
#endif`,gw=`#if defined( RE_IndirectDiffuse )
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		vec3 lightMapIrradiance = lightMapTexel.rgb * lightMapIntensity;
		irradiance += lightMapIrradiance;
	#endif
	#if defined( USE_ENVMAP ) && defined( ENVMAP_TYPE_PMREM )
		#if defined( STANDARD ) || defined( LAMBERT ) || defined( PHONG )
			iblIrradiance += getIBLIrradiance( geometryNormal );
		#endif
	#endif
#endif
#if defined( USE_ENVMAP ) && defined( RE_IndirectSpecular )
	#ifdef USE_ANISOTROPY
		vec3 iblRadiance = getIBLAnisotropyRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
	#else
		vec3 iblRadiance = getIBLRadiance( geometryViewDir, geometryNormal, material.roughness );
	#endif
	#ifdef USE_RETROREFLECTION
		#ifdef USE_ANISOTROPY
			vec3 retroIBLRadiance = getIBLAnisotropyRetroRadiance( geometryViewDir, geometryNormal, material.roughness, material.anisotropyB, material.anisotropy );
		#else
			vec3 retroIBLRadiance = getIBLRetroRadiance( geometryViewDir, geometryNormal, material.roughness );
		#endif
		iblRadiance = mix( iblRadiance, retroIBLRadiance, saturate( material.retroreflectivity ) );
	#endif
	radiance += iblRadiance;
	#ifdef USE_CLEARCOAT
		clearcoatRadiance += getIBLRadiance( geometryViewDir, geometryClearcoatNormal, material.clearcoatRoughness );
	#endif
#endif`,_w=`#if defined( RE_IndirectDiffuse )
	#if defined( LAMBERT ) || defined( PHONG )
		irradiance += iblIrradiance;
	#endif
	RE_IndirectDiffuse( irradiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif
#if defined( RE_IndirectSpecular )
	RE_IndirectSpecular( radiance, iblIrradiance, clearcoatRadiance, geometryPosition, geometryNormal, geometryViewDir, geometryClearcoatNormal, material, reflectedLight );
#endif`,vw=`#if NUM_LIGHT_PROBE_GRIDS > 0
uniform highp sampler3D probesSH[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMin[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesMax[ NUM_LIGHT_PROBE_GRIDS ];
uniform vec3 probesResolution[ NUM_LIGHT_PROBE_GRIDS ];
bool isInsideLightProbeGrid( vec3 worldPos, vec3 worldNormal, vec3 probesMin, vec3 probesMax, vec3 probesResolution ) {
	vec3 spacing = ( probesMax - probesMin ) / probesResolution;
	vec3 samplePos = worldPos + worldNormal * spacing * 0.5;
	vec3 margin = spacing * 0.01;
	return all( greaterThanEqual( samplePos, probesMin - margin ) ) && all( lessThanEqual( samplePos, probesMax + margin ) );
}
vec3 getLightProbeGridIrradiance( highp sampler3D probesSH, vec3 probesMin, vec3 probesMax, vec3 probesResolution, vec3 worldPos, vec3 worldNormal ) {
	vec3 res = probesResolution;
	vec3 gridRange = probesMax - probesMin;
	vec3 probeSpacing = gridRange / res;
	vec3 samplePos = worldPos + worldNormal * probeSpacing * 0.5;
	vec3 uvw = clamp( ( samplePos - probesMin ) / gridRange, 0.5 / res, 1.0 - 0.5 / res );
	float nz          = res.z;
	float paddedSlices = nz + 2.0;
	float atlasDepth  = 7.0 * paddedSlices;
	float uvZBase     = uvw.z * nz + 1.0;
	vec4 s0 = texture( probesSH, vec3( uvw.xy, ( uvZBase                       ) / atlasDepth ) );
	vec4 s1 = texture( probesSH, vec3( uvw.xy, ( uvZBase +       paddedSlices   ) / atlasDepth ) );
	vec4 s2 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 2.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s3 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 3.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s4 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 4.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s5 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 5.0 * paddedSlices   ) / atlasDepth ) );
	vec4 s6 = texture( probesSH, vec3( uvw.xy, ( uvZBase + 6.0 * paddedSlices   ) / atlasDepth ) );
	vec3 c0 = s0.xyz;
	vec3 c1 = vec3( s0.w, s1.xy );
	vec3 c2 = vec3( s1.zw, s2.x );
	vec3 c3 = s2.yzw;
	vec3 c4 = s3.xyz;
	vec3 c5 = vec3( s3.w, s4.xy );
	vec3 c6 = vec3( s4.zw, s5.x );
	vec3 c7 = s5.yzw;
	vec3 c8 = s6.xyz;
	float x = worldNormal.x, y = worldNormal.y, z = worldNormal.z;
	vec3 result = c0 * 0.886227;
	result += c1 * 2.0 * 0.511664 * y;
	result += c2 * 2.0 * 0.511664 * z;
	result += c3 * 2.0 * 0.511664 * x;
	result += c4 * 2.0 * 0.429043 * x * y;
	result += c5 * 2.0 * 0.429043 * y * z;
	result += c6 * ( 0.743125 * z * z - 0.247708 );
	result += c7 * 2.0 * 0.429043 * x * z;
	result += c8 * 0.429043 * ( x * x - y * y );
	return max( result, vec3( 0.0 ) );
}
#endif`,xw=`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	gl_FragDepth = vIsPerspective == 0.0 ? gl_FragCoord.z : log2( vFragDepth ) * logDepthBufFC * 0.5;
#endif`,yw=`#if defined( USE_LOGARITHMIC_DEPTH_BUFFER )
	uniform float logDepthBufFC;
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,Sw=`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	varying float vFragDepth;
	varying float vIsPerspective;
#endif`,bw=`#ifdef USE_LOGARITHMIC_DEPTH_BUFFER
	vFragDepth = 1.0 + gl_Position.w;
	vIsPerspective = float( isPerspectiveMatrix( projectionMatrix ) );
#endif`,Mw=`#ifdef USE_MAP
	vec4 sampledDiffuseColor = texture2D( map, vMapUv );
	#ifdef DECODE_VIDEO_TEXTURE
		sampledDiffuseColor = sRGBTransferEOTF( sampledDiffuseColor );
	#endif
	diffuseColor *= sampledDiffuseColor;
#endif`,Ew=`#ifdef USE_MAP
	uniform sampler2D map;
#endif`,Tw=`#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
	#if defined( USE_POINTS_UV )
		vec2 uv = vUv;
	#else
		vec2 uv = ( uvTransform * vec3( gl_PointCoord.x, 1.0 - gl_PointCoord.y, 1 ) ).xy;
	#endif
#endif
#ifdef USE_MAP
	diffuseColor *= texture2D( map, uv );
#endif
#ifdef USE_ALPHAMAP
	diffuseColor.a *= texture2D( alphaMap, uv ).g;
#endif`,Aw=`#if defined( USE_POINTS_UV )
	varying vec2 vUv;
#else
	#if defined( USE_MAP ) || defined( USE_ALPHAMAP )
		uniform mat3 uvTransform;
	#endif
#endif
#ifdef USE_MAP
	uniform sampler2D map;
#endif
#ifdef USE_ALPHAMAP
	uniform sampler2D alphaMap;
#endif`,ww=`float metalnessFactor = metalness;
#ifdef USE_METALNESSMAP
	vec4 texelMetalness = texture2D( metalnessMap, vMetalnessMapUv );
	metalnessFactor *= texelMetalness.b;
#endif`,Cw=`#ifdef USE_METALNESSMAP
	uniform sampler2D metalnessMap;
#endif`,Rw=`#ifdef USE_INSTANCING_MORPH
	float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	float morphTargetBaseInfluence = texelFetch( morphTexture, ivec2( 0, gl_InstanceID ), 0 ).r;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		morphTargetInfluences[i] =  texelFetch( morphTexture, ivec2( i + 1, gl_InstanceID ), 0 ).r;
	}
#endif`,Pw=`#if defined( USE_MORPHCOLORS )
	#if defined( USE_COLOR_ALPHA )
		vColor *= morphTargetBaseInfluence;
	#elif defined( USE_COLOR )
		vColor.rgb *= morphTargetBaseInfluence;
	#endif
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		#if defined( USE_COLOR_ALPHA )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor += getMorph( gl_VertexID, i, 2 ) * morphTargetInfluences[ i ];
		#elif defined( USE_COLOR )
			if ( morphTargetInfluences[ i ] != 0.0 ) vColor.rgb += getMorph( gl_VertexID, i, 2 ).rgb * morphTargetInfluences[ i ];
		#endif
	}
#endif`,Iw=`#ifdef USE_MORPHNORMALS
	objectNormal *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) objectNormal += getMorph( gl_VertexID, i, 1 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,Lw=`#ifdef USE_MORPHTARGETS
	#ifndef USE_INSTANCING_MORPH
		uniform float morphTargetBaseInfluence;
		uniform float morphTargetInfluences[ MORPHTARGETS_COUNT ];
	#endif
	uniform sampler2DArray morphTargetsTexture;
	uniform ivec2 morphTargetsTextureSize;
	vec4 getMorph( const in int vertexIndex, const in int morphTargetIndex, const in int offset ) {
		int texelIndex = vertexIndex * MORPHTARGETS_TEXTURE_STRIDE + offset;
		int y = texelIndex / morphTargetsTextureSize.x;
		int x = texelIndex - y * morphTargetsTextureSize.x;
		ivec3 morphUV = ivec3( x, y, morphTargetIndex );
		return texelFetch( morphTargetsTexture, morphUV, 0 );
	}
#endif`,Dw=`#ifdef USE_MORPHTARGETS
	transformed *= morphTargetBaseInfluence;
	for ( int i = 0; i < MORPHTARGETS_COUNT; i ++ ) {
		if ( morphTargetInfluences[ i ] != 0.0 ) transformed += getMorph( gl_VertexID, i, 0 ).xyz * morphTargetInfluences[ i ];
	}
#endif`,Nw=`float faceDirection = gl_FrontFacing ? 1.0 : - 1.0;
#ifdef FLAT_SHADED
	vec3 fdx = dFdx( vViewPosition );
	vec3 fdy = dFdy( vViewPosition );
	vec3 normal = normalize( cross( fdx, fdy ) );
#else
	vec3 normal = normalize( vNormal );
	#ifdef DOUBLE_SIDED
		normal *= faceDirection;
	#endif
#endif
#if defined( USE_NORMALMAP_TANGENTSPACE ) || defined( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY )
	#ifdef USE_TANGENT
		mat3 tbn = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn = getTangentFrame( - vViewPosition, normal,
		#if defined( USE_NORMALMAP )
			vNormalMapUv
		#elif defined( USE_CLEARCOAT_NORMALMAP )
			vClearcoatNormalMapUv
		#else
			vUv
		#endif
		);
	#endif
	#ifdef DOUBLE_SIDED
		tbn[0] *= faceDirection;
		tbn[1] *= faceDirection;
	#endif
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	#ifdef USE_TANGENT
		mat3 tbn2 = mat3( normalize( vTangent ), normalize( vBitangent ), normal );
	#else
		mat3 tbn2 = getTangentFrame( - vViewPosition, normal, vClearcoatNormalMapUv );
	#endif
	#ifdef DOUBLE_SIDED
		tbn2[0] *= faceDirection;
		tbn2[1] *= faceDirection;
	#endif
#endif
vec3 nonPerturbedNormal = normal;`,Ow=`#ifdef USE_NORMALMAP_OBJECTSPACE
	normal = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#ifdef FLIP_SIDED
		normal = - normal;
	#endif
	#ifdef DOUBLE_SIDED
		normal = normal * faceDirection;
	#endif
	normal = normalize( normalMatrix * normal );
#elif defined( USE_NORMALMAP_TANGENTSPACE )
	vec3 mapN = texture2D( normalMap, vNormalMapUv ).xyz * 2.0 - 1.0;
	#if defined( USE_PACKED_NORMALMAP )
		mapN = vec3( mapN.xy, sqrt( saturate( 1.0 - dot( mapN.xy, mapN.xy ) ) ) );
	#endif
	mapN.xy *= normalScale;
	normal = normalize( tbn * mapN );
#elif defined( USE_BUMPMAP )
	normal = perturbNormalArb( - vViewPosition, normal, dHdxy_fwd(), faceDirection );
#endif`,Fw=`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,Uw=`#ifndef FLAT_SHADED
	varying vec3 vNormal;
	#ifdef USE_TANGENT
		varying vec3 vTangent;
		varying vec3 vBitangent;
	#endif
#endif`,Bw=`#ifndef FLAT_SHADED
	vNormal = normalize( transformedNormal );
	#ifdef USE_TANGENT
		vTangent = normalize( transformedTangent );
		vBitangent = normalize( cross( vNormal, vTangent ) * tangent.w );
		#ifdef FLIP_SIDED
			vBitangent = - vBitangent;
		#endif
	#endif
#endif`,kw=`#ifdef USE_NORMALMAP
	uniform sampler2D normalMap;
	uniform vec2 normalScale;
#endif
#ifdef USE_NORMALMAP_OBJECTSPACE
	uniform mat3 normalMatrix;
#endif
#if ! defined ( USE_TANGENT ) && ( defined ( USE_NORMALMAP_TANGENTSPACE ) || defined ( USE_CLEARCOAT_NORMALMAP ) || defined( USE_ANISOTROPY ) )
	mat3 getTangentFrame( vec3 eye_pos, vec3 surf_norm, vec2 uv ) {
		vec3 q0 = dFdx( eye_pos.xyz );
		vec3 q1 = dFdy( eye_pos.xyz );
		vec2 st0 = dFdx( uv.st );
		vec2 st1 = dFdy( uv.st );
		vec3 N = surf_norm;
		vec3 q1perp = cross( q1, N );
		vec3 q0perp = cross( N, q0 );
		vec3 T = q1perp * st0.x + q0perp * st1.x;
		vec3 B = q1perp * st0.y + q0perp * st1.y;
		float det = max( dot( T, T ), dot( B, B ) );
		float scale = ( det == 0.0 ) ? 0.0 : inversesqrt( det );
		return mat3( T * scale, B * scale, N );
	}
#endif`,zw=`#ifdef USE_CLEARCOAT
	vec3 clearcoatNormal = nonPerturbedNormal;
#endif`,Gw=`#ifdef USE_CLEARCOAT_NORMALMAP
	vec3 clearcoatMapN = texture2D( clearcoatNormalMap, vClearcoatNormalMapUv ).xyz * 2.0 - 1.0;
	clearcoatMapN.xy *= clearcoatNormalScale;
	clearcoatNormal = normalize( tbn2 * clearcoatMapN );
#endif`,Vw=`#ifdef USE_CLEARCOATMAP
	uniform sampler2D clearcoatMap;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform sampler2D clearcoatNormalMap;
	uniform vec2 clearcoatNormalScale;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform sampler2D clearcoatRoughnessMap;
#endif`,Hw=`#ifdef USE_IRIDESCENCEMAP
	uniform sampler2D iridescenceMap;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform sampler2D iridescenceThicknessMap;
#endif`,Ww=`#ifdef OPAQUE
diffuseColor.a = 1.0;
#endif
#ifdef USE_TRANSMISSION
diffuseColor.a *= material.transmissionAlpha;
#endif
gl_FragColor = vec4( outgoingLight, diffuseColor.a );`,Xw=`vec3 packNormalToRGB( const in vec3 normal ) {
	return normalize( normal ) * 0.5 + 0.5;
}
vec3 unpackRGBToNormal( const in vec3 rgb ) {
	return 2.0 * rgb.xyz - 1.0;
}
const float PackUpscale = 256. / 255.;const float UnpackDownscale = 255. / 256.;const float ShiftRight8 = 1. / 256.;
const float Inv255 = 1. / 255.;
const vec4 PackFactors = vec4( 1.0, 256.0, 256.0 * 256.0, 256.0 * 256.0 * 256.0 );
const vec2 UnpackFactors2 = vec2( UnpackDownscale, 1.0 / PackFactors.g );
const vec3 UnpackFactors3 = vec3( UnpackDownscale / PackFactors.rg, 1.0 / PackFactors.b );
const vec4 UnpackFactors4 = vec4( UnpackDownscale / PackFactors.rgb, 1.0 / PackFactors.a );
vec4 packDepthToRGBA( const in float v ) {
	if( v <= 0.0 )
		return vec4( 0., 0., 0., 0. );
	if( v >= 1.0 )
		return vec4( 1., 1., 1., 1. );
	float vuf;
	float af = modf( v * PackFactors.a, vuf );
	float bf = modf( vuf * ShiftRight8, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec4( vuf * Inv255, gf * PackUpscale, bf * PackUpscale, af );
}
vec3 packDepthToRGB( const in float v ) {
	if( v <= 0.0 )
		return vec3( 0., 0., 0. );
	if( v >= 1.0 )
		return vec3( 1., 1., 1. );
	float vuf;
	float bf = modf( v * PackFactors.b, vuf );
	float gf = modf( vuf * ShiftRight8, vuf );
	return vec3( vuf * Inv255, gf * PackUpscale, bf );
}
vec2 packDepthToRG( const in float v ) {
	if( v <= 0.0 )
		return vec2( 0., 0. );
	if( v >= 1.0 )
		return vec2( 1., 1. );
	float vuf;
	float gf = modf( v * 256., vuf );
	return vec2( vuf * Inv255, gf );
}
float unpackRGBAToDepth( const in vec4 v ) {
	return dot( v, UnpackFactors4 );
}
float unpackRGBToDepth( const in vec3 v ) {
	return dot( v, UnpackFactors3 );
}
float unpackRGToDepth( const in vec2 v ) {
	return v.r * UnpackFactors2.r + v.g * UnpackFactors2.g;
}
vec4 pack2HalfToRGBA( const in vec2 v ) {
	vec4 r = vec4( v.x, fract( v.x * 255.0 ), v.y, fract( v.y * 255.0 ) );
	return vec4( r.x - r.y / 255.0, r.y, r.z - r.w / 255.0, r.w );
}
vec2 unpackRGBATo2Half( const in vec4 v ) {
	return vec2( v.x + ( v.y / 255.0 ), v.z + ( v.w / 255.0 ) );
}
float viewZToOrthographicDepth( const in float viewZ, const in float near, const in float far ) {
	return ( viewZ + near ) / ( near - far );
}
float orthographicDepthToViewZ( const in float depth, const in float near, const in float far ) {
	#ifdef USE_REVERSED_DEPTH_BUFFER
	
		return depth * ( far - near ) - far;
	#else
		return depth * ( near - far ) - near;
	#endif
}
float viewZToPerspectiveDepth( const in float viewZ, const in float near, const in float far ) {
	return ( ( near + viewZ ) * far ) / ( ( far - near ) * viewZ );
}
float perspectiveDepthToViewZ( const in float depth, const in float near, const in float far ) {
	
	#ifdef USE_REVERSED_DEPTH_BUFFER
		return ( near * far ) / ( ( near - far ) * depth - near );
	#else
		return ( near * far ) / ( ( far - near ) * depth - far );
	#endif
}`,Yw=`#ifdef PREMULTIPLIED_ALPHA
	gl_FragColor.rgb *= gl_FragColor.a;
#endif`,qw=`vec4 mvPosition = vec4( transformed, 1.0 );
#ifdef USE_BATCHING
	mvPosition = batchingMatrix * mvPosition;
#endif
#ifdef USE_INSTANCING
	mvPosition = instanceMatrix * mvPosition;
#endif
mvPosition = modelViewMatrix * mvPosition;
gl_Position = projectionMatrix * mvPosition;`,$w=`#ifdef DITHERING
	gl_FragColor.rgb = dithering( gl_FragColor.rgb );
#endif`,Zw=`#ifdef DITHERING
	vec3 dithering( vec3 color ) {
		float grid_position = rand( gl_FragCoord.xy );
		vec3 dither_shift_RGB = vec3( 0.25 / 255.0, -0.25 / 255.0, 0.25 / 255.0 );
		dither_shift_RGB = mix( 2.0 * dither_shift_RGB, -2.0 * dither_shift_RGB, grid_position );
		return color + dither_shift_RGB;
	}
#endif`,Kw=`float roughnessFactor = roughness;
#ifdef USE_ROUGHNESSMAP
	vec4 texelRoughness = texture2D( roughnessMap, vRoughnessMapUv );
	roughnessFactor *= texelRoughness.g;
#endif`,jw=`#ifdef USE_ROUGHNESSMAP
	uniform sampler2D roughnessMap;
#endif`,Jw=`#if NUM_SPOT_LIGHT_COORDS > 0
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#if NUM_SPOT_LIGHT_MAPS > 0
	uniform sampler2D spotLightMap[ NUM_SPOT_LIGHT_MAPS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		#define SUN_LIGHT_CASCADES 2
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#else
			uniform sampler2D sunShadowMap[ NUM_SUN_LIGHT_SHADOWS ];
		#endif
		uniform mat4 sunShadowMatrix[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		uniform vec4 sunShadowCascade[ NUM_SUN_LIGHT_SHADOWS * SUN_LIGHT_CASCADES ];
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
		struct SunLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SunLightShadow sunLightShadows[ NUM_SUN_LIGHT_SHADOWS ];
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#else
			uniform sampler2D directionalShadowMap[ NUM_DIR_LIGHT_SHADOWS ];
		#endif
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform sampler2DShadow spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#else
			uniform sampler2D spotShadowMap[ NUM_SPOT_LIGHT_SHADOWS ];
		#endif
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#if defined( SHADOWMAP_TYPE_PCF )
			uniform samplerCubeShadow pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#elif defined( SHADOWMAP_TYPE_BASIC )
			uniform samplerCube pointShadowMap[ NUM_POINT_LIGHT_SHADOWS ];
		#endif
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float interleavedGradientNoise( vec2 position ) {
			return fract( 52.9829189 * fract( dot( position, vec2( 0.06711056, 0.00583715 ) ) ) );
		}
		vec2 vogelDiskSample( int sampleIndex, int samplesCount, float phi ) {
			const float goldenAngle = 2.399963229728653;
			float r = sqrt( ( float( sampleIndex ) + 0.5 ) / float( samplesCount ) );
			float theta = float( sampleIndex ) * goldenAngle + phi;
			return vec2( cos( theta ), sin( theta ) ) * r;
		}
	#endif
	#if defined( SHADOWMAP_TYPE_PCF )
		float getShadow( sampler2DShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 texelSize = vec2( 1.0 ) / shadowMapSize;
				vec2 radius = shadowRadius * texelSize;
				float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
				shadow = (
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 0, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 1, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 2, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 3, 5, phi ) * radius, shadowCoord.z ) ) +
					texture( shadowMap, vec3( shadowCoord.xy + vogelDiskSample( 4, 5, phi ) * radius, shadowCoord.z ) )
				) * 0.2;
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#elif defined( SHADOWMAP_TYPE_VSM )
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				vec2 distribution = texture2D( shadowMap, shadowCoord.xy ).rg;
				float mean = distribution.x;
				float variance = distribution.y * distribution.y;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					float hard_shadow = step( mean, shadowCoord.z );
				#else
					float hard_shadow = step( shadowCoord.z, mean );
				#endif
				
				if ( hard_shadow == 1.0 ) {
					shadow = 1.0;
				} else {
					variance = max( variance, 0.0000001 );
					float d = shadowCoord.z - mean;
					float p_max = variance / ( variance + d * d );
					p_max = clamp( ( p_max - 0.3 ) / 0.65, 0.0, 1.0 );
					shadow = max( hard_shadow, p_max );
				}
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#else
		float getShadow( sampler2D shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord ) {
			float shadow = 1.0;
			shadowCoord.xyz /= shadowCoord.w;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				shadowCoord.z -= shadowBias;
			#else
				shadowCoord.z += shadowBias;
			#endif
			bool inFrustum = shadowCoord.x >= 0.0 && shadowCoord.x <= 1.0 && shadowCoord.y >= 0.0 && shadowCoord.y <= 1.0;
			bool frustumTest = inFrustum && shadowCoord.z <= 1.0;
			if ( frustumTest ) {
				float depth = texture2D( shadowMap, shadowCoord.xy ).r;
				#ifdef USE_REVERSED_DEPTH_BUFFER
					shadow = step( depth, shadowCoord.z );
				#else
					shadow = step( shadowCoord.z, depth );
				#endif
			}
			return mix( 1.0, shadow, shadowIntensity );
		}
	#endif
	#if NUM_SUN_LIGHT_SHADOWS > 0
		float getSunShadow(
			#if defined( SHADOWMAP_TYPE_PCF )
				sampler2DShadow shadowMap,
			#else
				sampler2D shadowMap,
			#endif
			SunLightShadow sunLightShadow,
			int shadowIndex
		) {
			vec4 shadowWorldPosition = vec4( vSunShadowWorldPosition.xyz + vSunShadowWorldNormal * sunLightShadow.shadowNormalBias, 1.0 );
			float viewDepth = vSunShadowWorldPosition.w;
			int cascadeOffset = shadowIndex * SUN_LIGHT_CASCADES;
			float shadow = 1.0;
			for ( int i = SUN_LIGHT_CASCADES - 1; i >= 0; i -- ) {
				vec4 cascade = sunShadowCascade[ cascadeOffset + i ];
				if ( viewDepth >= cascade.x && viewDepth < cascade.y ) {
					float cascadeShadow = getShadow(
						shadowMap,
						sunLightShadow.shadowMapSize,
						sunLightShadow.shadowIntensity,
						sunLightShadow.shadowBias,
						sunLightShadow.shadowRadius,
						sunShadowMatrix[ cascadeOffset + i ] * shadowWorldPosition
					);
					shadow = mix( cascadeShadow, shadow, smoothstep( cascade.z, cascade.y, viewDepth ) );
				}
			}
			return shadow;
		}
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
	#if defined( SHADOWMAP_TYPE_PCF )
	float getPointShadow( samplerCubeShadow shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 bd3D = normalize( lightToPosition );
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float lightDistance = length( lightToPosition );
			float depthRange = shadowCameraFar - shadowCameraNear;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				float depthA = - shadowCameraNear / depthRange - shadowBias;
				float depthB = shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#else
				float depthA = shadowCameraFar / depthRange + shadowBias;
				float depthB = - shadowCameraNear * shadowCameraFar / ( depthRange * lightDistance );
			#endif
			float texelSize = shadowRadius / shadowMapSize.x;
			vec3 absDir = abs( bd3D );
			vec3 tangent = absDir.x > absDir.z ? vec3( 0.0, 1.0, 0.0 ) : vec3( 1.0, 0.0, 0.0 );
			tangent = normalize( cross( bd3D, tangent ) );
			vec3 bitangent = cross( bd3D, tangent );
			float phi = interleavedGradientNoise( gl_FragCoord.xy ) * PI2;
			shadow = 0.0;
			for ( int i = 0; i < 5; i ++ ) {
				vec2 offset = vogelDiskSample( i, 5, phi );
				vec3 direction = bd3D + ( tangent * offset.x + bitangent * offset.y ) * texelSize;
				vec3 absDirection = abs( direction );
				float dp = depthA + depthB / max( max( absDirection.x, absDirection.y ), absDirection.z );
				shadow += texture( shadowMap, vec4( direction, dp ) );
			}
			shadow *= 0.2;
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#elif defined( SHADOWMAP_TYPE_BASIC )
	float getPointShadow( samplerCube shadowMap, vec2 shadowMapSize, float shadowIntensity, float shadowBias, float shadowRadius, vec4 shadowCoord, float shadowCameraNear, float shadowCameraFar ) {
		float shadow = 1.0;
		vec3 lightToPosition = shadowCoord.xyz;
		vec3 absVec = abs( lightToPosition );
		float viewSpaceZ = max( max( absVec.x, absVec.y ), absVec.z );
		if ( viewSpaceZ - shadowCameraFar <= 0.0 && viewSpaceZ - shadowCameraNear >= 0.0 ) {
			float dp = ( shadowCameraFar * ( viewSpaceZ - shadowCameraNear ) ) / ( viewSpaceZ * ( shadowCameraFar - shadowCameraNear ) );
			dp += shadowBias;
			vec3 bd3D = normalize( lightToPosition );
			float depth = textureCube( shadowMap, bd3D ).r;
			#ifdef USE_REVERSED_DEPTH_BUFFER
				depth = 1.0 - depth;
			#endif
			shadow = step( dp, depth );
		}
		return mix( 1.0, shadow, shadowIntensity );
	}
	#endif
	#endif
#endif`,Qw=`#if NUM_SPOT_LIGHT_COORDS > 0
	uniform mat4 spotLightMatrix[ NUM_SPOT_LIGHT_COORDS ];
	varying vec4 vSpotLightCoord[ NUM_SPOT_LIGHT_COORDS ];
#endif
#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
		varying vec4 vSunShadowWorldPosition;
		varying vec3 vSunShadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		uniform mat4 directionalShadowMatrix[ NUM_DIR_LIGHT_SHADOWS ];
		varying vec4 vDirectionalShadowCoord[ NUM_DIR_LIGHT_SHADOWS ];
		struct DirectionalLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform DirectionalLightShadow directionalLightShadows[ NUM_DIR_LIGHT_SHADOWS ];
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
		struct SpotLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
		};
		uniform SpotLightShadow spotLightShadows[ NUM_SPOT_LIGHT_SHADOWS ];
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		uniform mat4 pointShadowMatrix[ NUM_POINT_LIGHT_SHADOWS ];
		varying vec4 vPointShadowCoord[ NUM_POINT_LIGHT_SHADOWS ];
		struct PointLightShadow {
			float shadowIntensity;
			float shadowBias;
			float shadowNormalBias;
			float shadowRadius;
			vec2 shadowMapSize;
			float shadowCameraNear;
			float shadowCameraFar;
		};
		uniform PointLightShadow pointLightShadows[ NUM_POINT_LIGHT_SHADOWS ];
	#endif
#endif`,eC=`#if ( defined( USE_SHADOWMAP ) && ( NUM_DIR_LIGHT_SHADOWS > 0 || NUM_SUN_LIGHT_SHADOWS > 0 || NUM_POINT_LIGHT_SHADOWS > 0 ) ) || ( NUM_SPOT_LIGHT_COORDS > 0 )
	#ifdef HAS_NORMAL
		vec3 shadowWorldNormal = transformNormalByInverseViewMatrix( transformedNormal, viewMatrix );
	#else
		vec3 shadowWorldNormal = vec3( 0.0 );
	#endif
	vec4 shadowWorldPosition;
#endif
#if defined( USE_SHADOWMAP )
	#if NUM_SUN_LIGHT_SHADOWS > 0
		vSunShadowWorldPosition = vec4( worldPosition.xyz, - mvPosition.z );
		vSunShadowWorldNormal = shadowWorldNormal;
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * directionalLightShadows[ i ].shadowNormalBias, 0 );
			vDirectionalShadowCoord[ i ] = directionalShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0
		#pragma unroll_loop_start
		for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
			shadowWorldPosition = worldPosition + vec4( shadowWorldNormal * pointLightShadows[ i ].shadowNormalBias, 0 );
			vPointShadowCoord[ i ] = pointShadowMatrix[ i ] * shadowWorldPosition;
		}
		#pragma unroll_loop_end
	#endif
#endif
#if NUM_SPOT_LIGHT_COORDS > 0
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_COORDS; i ++ ) {
		shadowWorldPosition = worldPosition;
		#if ( defined( USE_SHADOWMAP ) && UNROLLED_LOOP_INDEX < NUM_SPOT_LIGHT_SHADOWS )
			shadowWorldPosition.xyz += shadowWorldNormal * spotLightShadows[ i ].shadowNormalBias;
		#endif
		vSpotLightCoord[ i ] = spotLightMatrix[ i ] * shadowWorldPosition;
	}
	#pragma unroll_loop_end
#endif`,tC=`float getShadowMask() {
	float shadow = 1.0;
	#ifdef USE_SHADOWMAP
	#if NUM_SUN_LIGHT_SHADOWS > 0
	SunLightShadow sunLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SUN_LIGHT_SHADOWS; i ++ ) {
		sunLight = sunLightShadows[ i ];
		shadow *= receiveShadow ? getSunShadow( sunShadowMap[ i ], sunLight, UNROLLED_LOOP_INDEX ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_DIR_LIGHT_SHADOWS > 0
	DirectionalLightShadow directionalLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_DIR_LIGHT_SHADOWS; i ++ ) {
		directionalLight = directionalLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( directionalShadowMap[ i ], directionalLight.shadowMapSize, directionalLight.shadowIntensity, directionalLight.shadowBias, directionalLight.shadowRadius, vDirectionalShadowCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_SPOT_LIGHT_SHADOWS > 0
	SpotLightShadow spotLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_SPOT_LIGHT_SHADOWS; i ++ ) {
		spotLight = spotLightShadows[ i ];
		shadow *= receiveShadow ? getShadow( spotShadowMap[ i ], spotLight.shadowMapSize, spotLight.shadowIntensity, spotLight.shadowBias, spotLight.shadowRadius, vSpotLightCoord[ i ] ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#if NUM_POINT_LIGHT_SHADOWS > 0 && ( defined( SHADOWMAP_TYPE_PCF ) || defined( SHADOWMAP_TYPE_BASIC ) )
	PointLightShadow pointLight;
	#pragma unroll_loop_start
	for ( int i = 0; i < NUM_POINT_LIGHT_SHADOWS; i ++ ) {
		pointLight = pointLightShadows[ i ];
		shadow *= receiveShadow ? getPointShadow( pointShadowMap[ i ], pointLight.shadowMapSize, pointLight.shadowIntensity, pointLight.shadowBias, pointLight.shadowRadius, vPointShadowCoord[ i ], pointLight.shadowCameraNear, pointLight.shadowCameraFar ) : 1.0;
	}
	#pragma unroll_loop_end
	#endif
	#endif
	return shadow;
}`,nC=`#ifdef USE_SKINNING
	mat4 boneMatX = getBoneMatrix( skinIndex.x );
	mat4 boneMatY = getBoneMatrix( skinIndex.y );
	mat4 boneMatZ = getBoneMatrix( skinIndex.z );
	mat4 boneMatW = getBoneMatrix( skinIndex.w );
#endif`,iC=`#ifdef USE_SKINNING
	uniform mat4 bindMatrix;
	uniform mat4 bindMatrixInverse;
	uniform highp sampler2D boneTexture;
	mat4 getBoneMatrix( const in float i ) {
		int size = textureSize( boneTexture, 0 ).x;
		int j = int( i ) * 4;
		int x = j % size;
		int y = j / size;
		vec4 v1 = texelFetch( boneTexture, ivec2( x, y ), 0 );
		vec4 v2 = texelFetch( boneTexture, ivec2( x + 1, y ), 0 );
		vec4 v3 = texelFetch( boneTexture, ivec2( x + 2, y ), 0 );
		vec4 v4 = texelFetch( boneTexture, ivec2( x + 3, y ), 0 );
		return mat4( v1, v2, v3, v4 );
	}
#endif`,rC=`#ifdef USE_SKINNING
	vec4 skinVertex = bindMatrix * vec4( transformed, 1.0 );
	vec4 skinned = vec4( 0.0 );
	skinned += boneMatX * skinVertex * skinWeight.x;
	skinned += boneMatY * skinVertex * skinWeight.y;
	skinned += boneMatZ * skinVertex * skinWeight.z;
	skinned += boneMatW * skinVertex * skinWeight.w;
	transformed = ( bindMatrixInverse * skinned ).xyz;
#endif`,sC=`#ifdef USE_SKINNING
	mat4 skinMatrix = mat4( 0.0 );
	skinMatrix += skinWeight.x * boneMatX;
	skinMatrix += skinWeight.y * boneMatY;
	skinMatrix += skinWeight.z * boneMatZ;
	skinMatrix += skinWeight.w * boneMatW;
	skinMatrix = bindMatrixInverse * skinMatrix * bindMatrix;
	objectNormal = vec4( skinMatrix * vec4( objectNormal, 0.0 ) ).xyz;
	#ifdef USE_TANGENT
		objectTangent = vec4( skinMatrix * vec4( objectTangent, 0.0 ) ).xyz;
	#endif
#endif`,aC=`float specularStrength;
#ifdef USE_SPECULARMAP
	vec4 texelSpecular = texture2D( specularMap, vSpecularMapUv );
	specularStrength = texelSpecular.r;
#else
	specularStrength = 1.0;
#endif`,oC=`#ifdef USE_SPECULARMAP
	uniform sampler2D specularMap;
#endif`,lC=`#if defined( TONE_MAPPING )
	gl_FragColor.rgb = toneMapping( gl_FragColor.rgb );
#endif`,cC=`#ifndef saturate
#define saturate( a ) clamp( a, 0.0, 1.0 )
#endif
uniform float toneMappingExposure;
vec3 LinearToneMapping( vec3 color ) {
	return saturate( toneMappingExposure * color );
}
vec3 ReinhardToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	return saturate( color / ( vec3( 1.0 ) + color ) );
}
vec3 CineonToneMapping( vec3 color ) {
	color *= toneMappingExposure;
	color = max( vec3( 0.0 ), color - 0.004 );
	return pow( ( color * ( 6.2 * color + 0.5 ) ) / ( color * ( 6.2 * color + 1.7 ) + 0.06 ), vec3( 2.2 ) );
}
vec3 RRTAndODTFit( vec3 v ) {
	vec3 a = v * ( v + 0.0245786 ) - 0.000090537;
	vec3 b = v * ( 0.983729 * v + 0.4329510 ) + 0.238081;
	return a / b;
}
vec3 ACESFilmicToneMapping( vec3 color ) {
	const mat3 ACESInputMat = mat3(
		vec3( 0.59719, 0.07600, 0.02840 ),		vec3( 0.35458, 0.90834, 0.13383 ),
		vec3( 0.04823, 0.01566, 0.83777 )
	);
	const mat3 ACESOutputMat = mat3(
		vec3(  1.60475, -0.10208, -0.00327 ),		vec3( -0.53108,  1.10813, -0.07276 ),
		vec3( -0.07367, -0.00605,  1.07602 )
	);
	color *= toneMappingExposure / 0.6;
	color = ACESInputMat * color;
	color = RRTAndODTFit( color );
	color = ACESOutputMat * color;
	return saturate( color );
}
const mat3 LINEAR_REC2020_TO_LINEAR_SRGB = mat3(
	vec3( 1.6605, - 0.1246, - 0.0182 ),
	vec3( - 0.5876, 1.1329, - 0.1006 ),
	vec3( - 0.0728, - 0.0083, 1.1187 )
);
const mat3 LINEAR_SRGB_TO_LINEAR_REC2020 = mat3(
	vec3( 0.6274, 0.0691, 0.0164 ),
	vec3( 0.3293, 0.9195, 0.0880 ),
	vec3( 0.0433, 0.0113, 0.8956 )
);
vec3 agxDefaultContrastApprox( vec3 x ) {
	vec3 x2 = x * x;
	vec3 x4 = x2 * x2;
	return + 15.5 * x4 * x2
		- 40.14 * x4 * x
		+ 31.96 * x4
		- 6.868 * x2 * x
		+ 0.4298 * x2
		+ 0.1191 * x
		- 0.00232;
}
vec3 AgXToneMapping( vec3 color ) {
	const mat3 AgXInsetMatrix = mat3(
		vec3( 0.856627153315983, 0.137318972929847, 0.11189821299995 ),
		vec3( 0.0951212405381588, 0.761241990602591, 0.0767994186031903 ),
		vec3( 0.0482516061458583, 0.101439036467562, 0.811302368396859 )
	);
	const mat3 AgXOutsetMatrix = mat3(
		vec3( 1.1271005818144368, - 0.1413297634984383, - 0.14132976349843826 ),
		vec3( - 0.11060664309660323, 1.157823702216272, - 0.11060664309660294 ),
		vec3( - 0.016493938717834573, - 0.016493938717834257, 1.2519364065950405 )
	);
	const float AgxMinEv = - 12.47393;	const float AgxMaxEv = 4.026069;
	color *= toneMappingExposure;
	color = LINEAR_SRGB_TO_LINEAR_REC2020 * color;
	color = AgXInsetMatrix * color;
	color = max( color, 1e-10 );	color = log2( color );
	color = ( color - AgxMinEv ) / ( AgxMaxEv - AgxMinEv );
	color = clamp( color, 0.0, 1.0 );
	color = agxDefaultContrastApprox( color );
	color = AgXOutsetMatrix * color;
	color = pow( max( vec3( 0.0 ), color ), vec3( 2.2 ) );
	color = LINEAR_REC2020_TO_LINEAR_SRGB * color;
	color = clamp( color, 0.0, 1.0 );
	return color;
}
vec3 NeutralToneMapping( vec3 color ) {
	const float StartCompression = 0.8 - 0.04;
	const float Desaturation = 0.15;
	color *= toneMappingExposure;
	float x = min( color.r, min( color.g, color.b ) );
	float offset = x < 0.08 ? x - 6.25 * x * x : 0.04;
	color -= offset;
	float peak = max( color.r, max( color.g, color.b ) );
	if ( peak < StartCompression ) return color;
	float d = 1. - StartCompression;
	float newPeak = 1. - d * d / ( peak + d - StartCompression );
	color *= newPeak / peak;
	float g = 1. - 1. / ( Desaturation * ( peak - newPeak ) + 1. );
	return mix( color, vec3( newPeak ), g );
}
vec3 CustomToneMapping( vec3 color ) { return color; }`,uC=`#ifdef USE_TRANSMISSION
	material.transmission = transmission;
	material.transmissionAlpha = 1.0;
	material.thickness = thickness;
	material.attenuationDistance = attenuationDistance;
	material.attenuationColor = attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		material.transmission *= texture2D( transmissionMap, vTransmissionMapUv ).r;
	#endif
	#ifdef USE_THICKNESSMAP
		material.thickness *= texture2D( thicknessMap, vThicknessMapUv ).g;
	#endif
	vec3 pos = vWorldPosition;
	vec3 v = normalize( cameraPosition - pos );
	vec3 n = transformNormalByInverseViewMatrix( normal, viewMatrix );
	vec4 transmitted = getIBLVolumeRefraction(
		n, v, material.roughness, material.diffuseContribution, material.specularColorBlended, material.specularF90,
		pos, modelMatrix, viewMatrix, projectionMatrix, material.dispersion, material.ior, material.thickness,
		material.attenuationColor, material.attenuationDistance );
	material.transmissionAlpha = mix( material.transmissionAlpha, transmitted.a, material.transmission );
	totalDiffuse = mix( totalDiffuse, transmitted.rgb, material.transmission );
#endif`,fC=`#ifdef USE_TRANSMISSION
	uniform float transmission;
	uniform float thickness;
	uniform float attenuationDistance;
	uniform vec3 attenuationColor;
	#ifdef USE_TRANSMISSIONMAP
		uniform sampler2D transmissionMap;
	#endif
	#ifdef USE_THICKNESSMAP
		uniform sampler2D thicknessMap;
	#endif
	uniform vec2 transmissionSamplerSize;
	uniform sampler2D transmissionSamplerMap;
	uniform mat4 modelMatrix;
	uniform mat4 projectionMatrix;
	varying vec3 vWorldPosition;
	float w0( float a ) {
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - a + 3.0 ) - 3.0 ) + 1.0 );
	}
	float w1( float a ) {
		return ( 1.0 / 6.0 ) * ( a *  a * ( 3.0 * a - 6.0 ) + 4.0 );
	}
	float w2( float a ){
		return ( 1.0 / 6.0 ) * ( a * ( a * ( - 3.0 * a + 3.0 ) + 3.0 ) + 1.0 );
	}
	float w3( float a ) {
		return ( 1.0 / 6.0 ) * ( a * a * a );
	}
	float g0( float a ) {
		return w0( a ) + w1( a );
	}
	float g1( float a ) {
		return w2( a ) + w3( a );
	}
	float h0( float a ) {
		return - 1.0 + w1( a ) / ( w0( a ) + w1( a ) );
	}
	float h1( float a ) {
		return 1.0 + w3( a ) / ( w2( a ) + w3( a ) );
	}
	vec4 bicubic( sampler2D tex, vec2 uv, vec4 texelSize, float lod ) {
		uv = uv * texelSize.zw + 0.5;
		vec2 iuv = floor( uv );
		vec2 fuv = fract( uv );
		float g0x = g0( fuv.x );
		float g1x = g1( fuv.x );
		float h0x = h0( fuv.x );
		float h1x = h1( fuv.x );
		float h0y = h0( fuv.y );
		float h1y = h1( fuv.y );
		vec2 p0 = ( vec2( iuv.x + h0x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p1 = ( vec2( iuv.x + h1x, iuv.y + h0y ) - 0.5 ) * texelSize.xy;
		vec2 p2 = ( vec2( iuv.x + h0x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		vec2 p3 = ( vec2( iuv.x + h1x, iuv.y + h1y ) - 0.5 ) * texelSize.xy;
		return g0( fuv.y ) * ( g0x * textureLod( tex, p0, lod ) + g1x * textureLod( tex, p1, lod ) ) +
			g1( fuv.y ) * ( g0x * textureLod( tex, p2, lod ) + g1x * textureLod( tex, p3, lod ) );
	}
	vec4 textureBicubic( sampler2D sampler, vec2 uv, float lod ) {
		vec2 fLodSize = vec2( textureSize( sampler, int( lod ) ) );
		vec2 cLodSize = vec2( textureSize( sampler, int( lod + 1.0 ) ) );
		vec2 fLodSizeInv = 1.0 / fLodSize;
		vec2 cLodSizeInv = 1.0 / cLodSize;
		vec4 fSample = bicubic( sampler, uv, vec4( fLodSizeInv, fLodSize ), floor( lod ) );
		vec4 cSample = bicubic( sampler, uv, vec4( cLodSizeInv, cLodSize ), ceil( lod ) );
		return mix( fSample, cSample, fract( lod ) );
	}
	vec3 getVolumeTransmissionRay( const in vec3 n, const in vec3 v, const in float thickness, const in float ior, const in mat4 modelMatrix ) {
		vec3 refractionVector = refract( - v, normalize( n ), 1.0 / ior );
		vec3 modelScale;
		modelScale.x = length( vec3( modelMatrix[ 0 ].xyz ) );
		modelScale.y = length( vec3( modelMatrix[ 1 ].xyz ) );
		modelScale.z = length( vec3( modelMatrix[ 2 ].xyz ) );
		return normalize( refractionVector ) * thickness * modelScale;
	}
	float applyIorToRoughness( const in float roughness, const in float ior ) {
		return roughness * clamp( ior * 2.0 - 2.0, 0.0, 1.0 );
	}
	vec4 getTransmissionSample( const in vec2 fragCoord, const in float roughness, const in float ior ) {
		float lod = log2( transmissionSamplerSize.x ) * applyIorToRoughness( roughness, ior );
		return textureBicubic( transmissionSamplerMap, fragCoord.xy, lod );
	}
	vec3 volumeAttenuation( const in float transmissionDistance, const in vec3 attenuationColor, const in float attenuationDistance ) {
		if ( isinf( attenuationDistance ) ) {
			return vec3( 1.0 );
		} else {
			vec3 attenuationCoefficient = -log( attenuationColor ) / attenuationDistance;
			vec3 transmittance = exp( - attenuationCoefficient * transmissionDistance );			return transmittance;
		}
	}
	vec4 getIBLVolumeRefraction( const in vec3 n, const in vec3 v, const in float roughness, const in vec3 diffuseColor,
		const in vec3 specularColor, const in float specularF90, const in vec3 position, const in mat4 modelMatrix,
		const in mat4 viewMatrix, const in mat4 projMatrix, const in float dispersion, const in float ior, const in float thickness,
		const in vec3 attenuationColor, const in float attenuationDistance ) {
		vec4 transmittedLight;
		vec3 transmittance;
		#ifdef USE_DISPERSION
			float halfSpread = ( ior - 1.0 ) * 0.025 * dispersion;
			vec3 iors = vec3( ior - halfSpread, ior, ior + halfSpread );
			for ( int i = 0; i < 3; i ++ ) {
				vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, iors[ i ], modelMatrix );
				vec3 refractedRayExit = position + transmissionRay;
				vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
				vec2 refractionCoords = ndcPos.xy / ndcPos.w;
				refractionCoords += 1.0;
				refractionCoords /= 2.0;
				vec4 transmissionSample = getTransmissionSample( refractionCoords, roughness, iors[ i ] );
				transmittedLight[ i ] = transmissionSample[ i ];
				transmittedLight.a += transmissionSample.a;
				transmittance[ i ] = diffuseColor[ i ] * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance )[ i ];
			}
			transmittedLight.a /= 3.0;
		#else
			vec3 transmissionRay = getVolumeTransmissionRay( n, v, thickness, ior, modelMatrix );
			vec3 refractedRayExit = position + transmissionRay;
			vec4 ndcPos = projMatrix * viewMatrix * vec4( refractedRayExit, 1.0 );
			vec2 refractionCoords = ndcPos.xy / ndcPos.w;
			refractionCoords += 1.0;
			refractionCoords /= 2.0;
			transmittedLight = getTransmissionSample( refractionCoords, roughness, ior );
			transmittance = diffuseColor * volumeAttenuation( length( transmissionRay ), attenuationColor, attenuationDistance );
		#endif
		vec3 attenuatedColor = transmittance * transmittedLight.rgb;
		vec3 F = EnvironmentBRDF( n, v, specularColor, specularF90, roughness );
		float transmittanceFactor = ( transmittance.r + transmittance.g + transmittance.b ) / 3.0;
		return vec4( ( 1.0 - F ) * attenuatedColor, 1.0 - ( 1.0 - transmittedLight.a ) * transmittanceFactor );
	}
#endif`,hC=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_SPECULARMAP
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,dC=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	varying vec2 vUv;
#endif
#ifdef USE_MAP
	uniform mat3 mapTransform;
	varying vec2 vMapUv;
#endif
#ifdef USE_ALPHAMAP
	uniform mat3 alphaMapTransform;
	varying vec2 vAlphaMapUv;
#endif
#ifdef USE_LIGHTMAP
	uniform mat3 lightMapTransform;
	varying vec2 vLightMapUv;
#endif
#ifdef USE_AOMAP
	uniform mat3 aoMapTransform;
	varying vec2 vAoMapUv;
#endif
#ifdef USE_BUMPMAP
	uniform mat3 bumpMapTransform;
	varying vec2 vBumpMapUv;
#endif
#ifdef USE_NORMALMAP
	uniform mat3 normalMapTransform;
	varying vec2 vNormalMapUv;
#endif
#ifdef USE_DISPLACEMENTMAP
	uniform mat3 displacementMapTransform;
	varying vec2 vDisplacementMapUv;
#endif
#ifdef USE_EMISSIVEMAP
	uniform mat3 emissiveMapTransform;
	varying vec2 vEmissiveMapUv;
#endif
#ifdef USE_METALNESSMAP
	uniform mat3 metalnessMapTransform;
	varying vec2 vMetalnessMapUv;
#endif
#ifdef USE_ROUGHNESSMAP
	uniform mat3 roughnessMapTransform;
	varying vec2 vRoughnessMapUv;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	uniform mat3 diffuseRoughnessMapTransform;
	varying vec2 vDiffuseRoughnessMapUv;
#endif
#ifdef USE_ANISOTROPYMAP
	uniform mat3 anisotropyMapTransform;
	varying vec2 vAnisotropyMapUv;
#endif
#ifdef USE_CLEARCOATMAP
	uniform mat3 clearcoatMapTransform;
	varying vec2 vClearcoatMapUv;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	uniform mat3 clearcoatNormalMapTransform;
	varying vec2 vClearcoatNormalMapUv;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	uniform mat3 clearcoatRoughnessMapTransform;
	varying vec2 vClearcoatRoughnessMapUv;
#endif
#ifdef USE_SHEEN_COLORMAP
	uniform mat3 sheenColorMapTransform;
	varying vec2 vSheenColorMapUv;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	uniform mat3 sheenRoughnessMapTransform;
	varying vec2 vSheenRoughnessMapUv;
#endif
#ifdef USE_IRIDESCENCEMAP
	uniform mat3 iridescenceMapTransform;
	varying vec2 vIridescenceMapUv;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	uniform mat3 iridescenceThicknessMapTransform;
	varying vec2 vIridescenceThicknessMapUv;
#endif
#ifdef USE_SPECULARMAP
	uniform mat3 specularMapTransform;
	varying vec2 vSpecularMapUv;
#endif
#ifdef USE_SPECULAR_COLORMAP
	uniform mat3 specularColorMapTransform;
	varying vec2 vSpecularColorMapUv;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	uniform mat3 specularIntensityMapTransform;
	varying vec2 vSpecularIntensityMapUv;
#endif
#ifdef USE_TRANSMISSIONMAP
	uniform mat3 transmissionMapTransform;
	varying vec2 vTransmissionMapUv;
#endif
#ifdef USE_THICKNESSMAP
	uniform mat3 thicknessMapTransform;
	varying vec2 vThicknessMapUv;
#endif`,pC=`#if defined( USE_UV ) || defined( USE_ANISOTROPY )
	vUv = vec3( uv, 1 ).xy;
#endif
#ifdef USE_MAP
	vMapUv = ( mapTransform * vec3( MAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ALPHAMAP
	vAlphaMapUv = ( alphaMapTransform * vec3( ALPHAMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_LIGHTMAP
	vLightMapUv = ( lightMapTransform * vec3( LIGHTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_AOMAP
	vAoMapUv = ( aoMapTransform * vec3( AOMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_BUMPMAP
	vBumpMapUv = ( bumpMapTransform * vec3( BUMPMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_NORMALMAP
	vNormalMapUv = ( normalMapTransform * vec3( NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DISPLACEMENTMAP
	vDisplacementMapUv = ( displacementMapTransform * vec3( DISPLACEMENTMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_EMISSIVEMAP
	vEmissiveMapUv = ( emissiveMapTransform * vec3( EMISSIVEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_METALNESSMAP
	vMetalnessMapUv = ( metalnessMapTransform * vec3( METALNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ROUGHNESSMAP
	vRoughnessMapUv = ( roughnessMapTransform * vec3( ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_DIFFUSE_ROUGHNESSMAP
	vDiffuseRoughnessMapUv = ( diffuseRoughnessMapTransform * vec3( DIFFUSE_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_ANISOTROPYMAP
	vAnisotropyMapUv = ( anisotropyMapTransform * vec3( ANISOTROPYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOATMAP
	vClearcoatMapUv = ( clearcoatMapTransform * vec3( CLEARCOATMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_NORMALMAP
	vClearcoatNormalMapUv = ( clearcoatNormalMapTransform * vec3( CLEARCOAT_NORMALMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_CLEARCOAT_ROUGHNESSMAP
	vClearcoatRoughnessMapUv = ( clearcoatRoughnessMapTransform * vec3( CLEARCOAT_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCEMAP
	vIridescenceMapUv = ( iridescenceMapTransform * vec3( IRIDESCENCEMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_IRIDESCENCE_THICKNESSMAP
	vIridescenceThicknessMapUv = ( iridescenceThicknessMapTransform * vec3( IRIDESCENCE_THICKNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_COLORMAP
	vSheenColorMapUv = ( sheenColorMapTransform * vec3( SHEEN_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SHEEN_ROUGHNESSMAP
	vSheenRoughnessMapUv = ( sheenRoughnessMapTransform * vec3( SHEEN_ROUGHNESSMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULARMAP
	vSpecularMapUv = ( specularMapTransform * vec3( SPECULARMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_COLORMAP
	vSpecularColorMapUv = ( specularColorMapTransform * vec3( SPECULAR_COLORMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_SPECULAR_INTENSITYMAP
	vSpecularIntensityMapUv = ( specularIntensityMapTransform * vec3( SPECULAR_INTENSITYMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_TRANSMISSIONMAP
	vTransmissionMapUv = ( transmissionMapTransform * vec3( TRANSMISSIONMAP_UV, 1 ) ).xy;
#endif
#ifdef USE_THICKNESSMAP
	vThicknessMapUv = ( thicknessMapTransform * vec3( THICKNESSMAP_UV, 1 ) ).xy;
#endif`,mC=`#if defined( USE_ENVMAP ) || defined( DISTANCE ) || defined ( USE_SHADOWMAP ) || defined ( USE_TRANSMISSION ) || NUM_SPOT_LIGHT_COORDS > 0
	vec4 worldPosition = vec4( transformed, 1.0 );
	#ifdef USE_BATCHING
		worldPosition = batchingMatrix * worldPosition;
	#endif
	#ifdef USE_INSTANCING
		worldPosition = instanceMatrix * worldPosition;
	#endif
	worldPosition = modelMatrix * worldPosition;
#endif`,gC=`varying vec2 vUv;
uniform mat3 uvTransform;
void main() {
	vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	gl_Position = vec4( position.xy, 1.0, 1.0 );
}`,_C=`uniform sampler2D t2D;
uniform float backgroundIntensity;
varying vec2 vUv;
void main() {
	vec4 texColor = texture2D( t2D, vUv );
	#ifdef DECODE_VIDEO_TEXTURE
		texColor = vec4( mix( pow( texColor.rgb * 0.9478672986 + vec3( 0.0521327014 ), vec3( 2.4 ) ), texColor.rgb * 0.0773993808, vec3( lessThanEqual( texColor.rgb, vec3( 0.04045 ) ) ) ), texColor.w );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,vC=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,xC=`uniform float backgroundBlurriness;
uniform float backgroundIntensity;
uniform mat3 backgroundRotation;
varying vec3 vWorldDirection;
#include <envmap_common_pars_fragment>
void main() {
	#ifdef ENVMAP_TYPE_PMREM
		vec4 texColor = textureLod( envMap, backgroundRotation * vWorldDirection, roughnessToMip( backgroundBlurriness ) );
	#else
		vec4 texColor = textureCube( envMap, backgroundRotation * vWorldDirection );
	#endif
	texColor.rgb *= backgroundIntensity;
	gl_FragColor = texColor;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,yC=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
	gl_Position.z = gl_Position.w;
}`,SC=`uniform samplerCube tCube;
uniform float tFlip;
uniform float opacity;
varying vec3 vWorldDirection;
void main() {
	vec4 texColor = textureCube( tCube, vec3( tFlip * vWorldDirection.x, vWorldDirection.yz ) );
	gl_FragColor = texColor;
	gl_FragColor.a *= opacity;
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,bC=`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
varying vec2 vHighPrecisionZW;
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vHighPrecisionZW = gl_Position.zw;
}`,MC=`#if DEPTH_PACKING == 3200
	uniform float opacity;
#endif
#include <common>
#include <packing>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
varying vec2 vHighPrecisionZW;
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#if DEPTH_PACKING == 3200
		diffuseColor.a = opacity;
	#endif
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <logdepthbuf_fragment>
	#ifdef USE_REVERSED_DEPTH_BUFFER
		float fragCoordZ = vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ];
	#else
		float fragCoordZ = 0.5 * vHighPrecisionZW[ 0 ] / vHighPrecisionZW[ 1 ] + 0.5;
	#endif
	#if DEPTH_PACKING == 3200
		gl_FragColor = vec4( vec3( 1.0 - fragCoordZ ), opacity );
	#elif DEPTH_PACKING == 3201
		gl_FragColor = packDepthToRGBA( fragCoordZ );
	#elif DEPTH_PACKING == 3202
		gl_FragColor = vec4( packDepthToRGB( fragCoordZ ), 1.0 );
	#elif DEPTH_PACKING == 3203
		gl_FragColor = vec4( packDepthToRG( fragCoordZ ), 0.0, 1.0 );
	#endif
}`,EC=`#define DISTANCE
varying vec3 vWorldPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <skinbase_vertex>
	#include <morphinstance_vertex>
	#ifdef USE_DISPLACEMENTMAP
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <worldpos_vertex>
	#include <clipping_planes_vertex>
	vWorldPosition = worldPosition.xyz;
}`,TC=`#define DISTANCE
uniform vec3 referencePosition;
uniform float nearDistance;
uniform float farDistance;
varying vec3 vWorldPosition;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 1.0 );
	#include <clipping_planes_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	float dist = length( vWorldPosition - referencePosition );
	dist = ( dist - nearDistance ) / ( farDistance - nearDistance );
	dist = saturate( dist );
	gl_FragColor = vec4( dist, 0.0, 0.0, 1.0 );
}`,AC=`varying vec3 vWorldDirection;
#include <common>
void main() {
	vWorldDirection = transformDirection( position, modelMatrix );
	#include <begin_vertex>
	#include <project_vertex>
}`,wC=`uniform sampler2D tEquirect;
varying vec3 vWorldDirection;
#include <common>
void main() {
	vec3 direction = normalize( vWorldDirection );
	vec2 sampleUV = equirectUv( direction );
	gl_FragColor = texture2D( tEquirect, sampleUV );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
}`,CC=`uniform float scale;
attribute float lineDistance;
varying float vLineDistance;
#include <common>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	vLineDistance = scale * lineDistance;
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,RC=`uniform vec3 diffuse;
uniform float opacity;
uniform float dashSize;
uniform float totalSize;
varying float vLineDistance;
#include <common>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	if ( mod( vLineDistance, totalSize ) > dashSize ) {
		discard;
	}
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,PC=`#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#if defined ( USE_ENVMAP ) || defined ( USE_SKINNING )
		#include <beginnormal_vertex>
		#include <morphnormal_vertex>
		#include <skinbase_vertex>
		#include <skinnormal_vertex>
		#include <defaultnormal_vertex>
	#endif
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <fog_vertex>
}`,IC=`uniform vec3 diffuse;
uniform float opacity;
#ifndef FLAT_SHADED
	varying vec3 vNormal;
#endif
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <fog_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	#ifdef USE_LIGHTMAP
		vec4 lightMapTexel = texture2D( lightMap, vLightMapUv );
		reflectedLight.indirectDiffuse += lightMapTexel.rgb * lightMapIntensity * RECIPROCAL_PI;
	#else
		reflectedLight.indirectDiffuse += vec3( 1.0 );
	#endif
	#include <aomap_fragment>
	reflectedLight.indirectDiffuse *= diffuseColor.rgb;
	vec3 outgoingLight = reflectedLight.indirectDiffuse;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,LC=`#define LAMBERT
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,DC=`#define LAMBERT
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_lambert_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_lambert_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,NC=`#define MATCAP
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <color_pars_vertex>
#include <displacementmap_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
	vViewPosition = - mvPosition.xyz;
}`,OC=`#define MATCAP
uniform vec3 diffuse;
uniform float opacity;
uniform sampler2D matcap;
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	vec3 viewDir = normalize( vViewPosition );
	vec3 x = normalize( vec3( viewDir.z, 0.0, - viewDir.x ) );
	vec3 y = cross( viewDir, x );
	vec2 uv = vec2( dot( x, normal ), dot( y, normal ) ) * 0.495 + 0.5;
	#ifdef USE_MATCAP
		vec4 matcapColor = texture2D( matcap, uv );
	#else
		vec4 matcapColor = vec4( vec3( mix( 0.2, 0.8, uv.y ) ), 1.0 );
	#endif
	vec3 outgoingLight = diffuseColor.rgb * matcapColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,FC=`#define NORMAL
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	vViewPosition = - mvPosition.xyz;
#endif
}`,UC=`#define NORMAL
uniform float opacity;
#if defined( FLAT_SHADED ) || defined( USE_BUMPMAP ) || defined( USE_NORMALMAP_TANGENTSPACE )
	varying vec3 vViewPosition;
#endif
#include <uv_pars_fragment>
#include <normal_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( 0.0, 0.0, 0.0, opacity );
	#include <clipping_planes_fragment>
	#include <logdepthbuf_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	gl_FragColor = vec4( normalize( normal ) * 0.5 + 0.5, diffuseColor.a );
	#ifdef OPAQUE
		gl_FragColor.a = 1.0;
	#endif
}`,BC=`#define PHONG
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <envmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <envmap_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,kC=`#define PHONG
uniform vec3 diffuse;
uniform vec3 emissive;
uniform vec3 specular;
uniform float shininess;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_phong_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <specularmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <specularmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_phong_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + reflectedLight.directSpecular + reflectedLight.indirectSpecular + totalEmissiveRadiance;
	#include <envmap_fragment>
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,zC=`#define STANDARD
varying vec3 vViewPosition;
#ifdef USE_TRANSMISSION
	varying vec3 vWorldPosition;
#endif
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
#ifdef USE_TRANSMISSION
	vWorldPosition = worldPosition.xyz;
#endif
}`,GC=`#define STANDARD
#ifdef PHYSICAL
	#define IOR
	#define USE_SPECULAR
#endif
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float roughness;
uniform float metalness;
uniform float opacity;
#ifdef IOR
	uniform float ior;
#endif
#ifdef USE_SPECULAR
	uniform float specularIntensity;
	uniform vec3 specularColor;
	#ifdef USE_SPECULAR_COLORMAP
		uniform sampler2D specularColorMap;
	#endif
	#ifdef USE_SPECULAR_INTENSITYMAP
		uniform sampler2D specularIntensityMap;
	#endif
#endif
#ifdef USE_CLEARCOAT
	uniform float clearcoat;
	uniform float clearcoatRoughness;
#endif
#ifdef USE_DIFFUSE_ROUGHNESS
	uniform float diffuseRoughness;
	#ifdef USE_DIFFUSE_ROUGHNESSMAP
		uniform sampler2D diffuseRoughnessMap;
	#endif
#endif
#ifdef USE_DISPERSION
	uniform float dispersion;
#endif
#ifdef USE_RETROREFLECTION
	uniform float retroreflectivity;
#endif
#ifdef USE_IRIDESCENCE
	uniform float iridescence;
	uniform float iridescenceIOR;
	uniform float iridescenceThicknessMinimum;
	uniform float iridescenceThicknessMaximum;
#endif
#ifdef USE_SHEEN
	uniform vec3 sheenColor;
	uniform float sheenRoughness;
	#ifdef USE_SHEEN_COLORMAP
		uniform sampler2D sheenColorMap;
	#endif
	#ifdef USE_SHEEN_ROUGHNESSMAP
		uniform sampler2D sheenRoughnessMap;
	#endif
#endif
#ifdef USE_ANISOTROPY
	uniform vec2 anisotropyVector;
	#ifdef USE_ANISOTROPYMAP
		uniform sampler2D anisotropyMap;
	#endif
#endif
varying vec3 vViewPosition;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <iridescence_fragment>
#include <envmap_common_pars_fragment>
#include <envmap_physical_pars_fragment>
#include <fog_pars_fragment>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_physical_pars_fragment>
#include <transmission_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <clearcoat_pars_fragment>
#include <iridescence_pars_fragment>
#include <roughnessmap_pars_fragment>
#include <metalnessmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <roughnessmap_fragment>
	#include <metalnessmap_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <clearcoat_normal_fragment_begin>
	#include <clearcoat_normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_physical_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 totalDiffuse = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse;
	vec3 totalSpecular = reflectedLight.directSpecular + reflectedLight.indirectSpecular;
	#include <transmission_fragment>
	vec3 outgoingLight = totalDiffuse + totalSpecular + totalEmissiveRadiance;
	#ifdef USE_SHEEN
 
		outgoingLight = outgoingLight + sheenSpecularDirect + sheenSpecularIndirect;
 
 	#endif
	#ifdef USE_CLEARCOAT
		float dotNVcc = saturate( dot( geometryClearcoatNormal, geometryViewDir ) );
		vec3 Fcc = F_Schlick( material.clearcoatF0, material.clearcoatF90, dotNVcc );
		outgoingLight = outgoingLight * ( 1.0 - material.clearcoat * Fcc ) + ( clearcoatSpecularDirect + clearcoatSpecularIndirect ) * material.clearcoat;
	#endif
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,VC=`#define TOON
varying vec3 vViewPosition;
#include <common>
#include <batching_pars_vertex>
#include <uv_pars_vertex>
#include <displacementmap_pars_vertex>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <normal_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <shadowmap_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <normal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <displacementmap_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	vViewPosition = - mvPosition.xyz;
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,HC=`#define TOON
uniform vec3 diffuse;
uniform vec3 emissive;
uniform float opacity;
#include <common>
#include <dithering_pars_fragment>
#include <color_pars_fragment>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <aomap_pars_fragment>
#include <lightmap_pars_fragment>
#include <emissivemap_pars_fragment>
#include <gradientmap_pars_fragment>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <normal_pars_fragment>
#include <lights_toon_pars_fragment>
#include <shadowmap_pars_fragment>
#include <bumpmap_pars_fragment>
#include <normalmap_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	ReflectedLight reflectedLight = ReflectedLight( vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ), vec3( 0.0 ) );
	vec3 totalEmissiveRadiance = emissive;
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <color_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	#include <normal_fragment_begin>
	#include <normal_fragment_maps>
	#include <emissivemap_fragment>
	#include <lights_toon_fragment>
	#include <lights_fragment_begin>
	#include <lights_fragment_maps>
	#include <lights_fragment_end>
	#include <aomap_fragment>
	vec3 outgoingLight = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse + totalEmissiveRadiance;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
	#include <dithering_fragment>
}`,WC=`uniform float size;
uniform float scale;
#include <common>
#include <color_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
#ifdef USE_POINTS_UV
	varying vec2 vUv;
	uniform mat3 uvTransform;
#endif
void main() {
	#ifdef USE_POINTS_UV
		vUv = ( uvTransform * vec3( uv, 1 ) ).xy;
	#endif
	#include <color_vertex>
	#include <morphinstance_vertex>
	#include <morphcolor_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <project_vertex>
	gl_PointSize = size;
	#ifdef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) gl_PointSize *= ( scale / - mvPosition.z );
	#endif
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <worldpos_vertex>
	#include <fog_vertex>
}`,XC=`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <color_pars_fragment>
#include <map_particle_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_particle_fragment>
	#include <color_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,YC=`#include <common>
#include <batching_pars_vertex>
#include <fog_pars_vertex>
#include <morphtarget_pars_vertex>
#include <skinning_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <shadowmap_pars_vertex>
void main() {
	#include <batching_vertex>
	#include <beginnormal_vertex>
	#include <morphinstance_vertex>
	#include <morphnormal_vertex>
	#include <skinbase_vertex>
	#include <skinnormal_vertex>
	#include <defaultnormal_vertex>
	#include <begin_vertex>
	#include <morphtarget_vertex>
	#include <skinning_vertex>
	#include <project_vertex>
	#include <logdepthbuf_vertex>
	#include <worldpos_vertex>
	#include <shadowmap_vertex>
	#include <fog_vertex>
}`,qC=`uniform vec3 color;
uniform float opacity;
#include <common>
#include <fog_pars_fragment>
#include <bsdfs>
#include <lights_pars_begin>
#include <logdepthbuf_pars_fragment>
#include <shadowmap_pars_fragment>
#include <shadowmask_pars_fragment>
void main() {
	#include <logdepthbuf_fragment>
	gl_FragColor = vec4( color, opacity * ( 1.0 - getShadowMask() ) );
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
	#include <premultiplied_alpha_fragment>
}`,$C=`uniform float rotation;
uniform vec2 center;
#include <common>
#include <uv_pars_vertex>
#include <fog_pars_vertex>
#include <logdepthbuf_pars_vertex>
#include <clipping_planes_pars_vertex>
void main() {
	#include <uv_vertex>
	vec4 mvPosition = modelViewMatrix[ 3 ];
	vec2 scale = vec2( length( modelMatrix[ 0 ].xyz ), length( modelMatrix[ 1 ].xyz ) );
	#ifndef USE_SIZEATTENUATION
		bool isPerspective = isPerspectiveMatrix( projectionMatrix );
		if ( isPerspective ) scale *= - mvPosition.z;
	#endif
	vec2 alignedPosition = ( position.xy - ( center - vec2( 0.5 ) ) ) * scale;
	vec2 rotatedPosition;
	rotatedPosition.x = cos( rotation ) * alignedPosition.x - sin( rotation ) * alignedPosition.y;
	rotatedPosition.y = sin( rotation ) * alignedPosition.x + cos( rotation ) * alignedPosition.y;
	mvPosition.xy += rotatedPosition;
	gl_Position = projectionMatrix * mvPosition;
	#include <logdepthbuf_vertex>
	#include <clipping_planes_vertex>
	#include <fog_vertex>
}`,ZC=`uniform vec3 diffuse;
uniform float opacity;
#include <common>
#include <uv_pars_fragment>
#include <map_pars_fragment>
#include <alphamap_pars_fragment>
#include <alphatest_pars_fragment>
#include <alphahash_pars_fragment>
#include <fog_pars_fragment>
#include <logdepthbuf_pars_fragment>
#include <clipping_planes_pars_fragment>
void main() {
	vec4 diffuseColor = vec4( diffuse, opacity );
	#include <clipping_planes_fragment>
	vec3 outgoingLight = vec3( 0.0 );
	#include <logdepthbuf_fragment>
	#include <map_fragment>
	#include <alphamap_fragment>
	#include <alphatest_fragment>
	#include <alphahash_fragment>
	outgoingLight = diffuseColor.rgb;
	#include <opaque_fragment>
	#include <tonemapping_fragment>
	#include <colorspace_fragment>
	#include <fog_fragment>
}`,$n={alphahash_fragment:_1,alphahash_pars_fragment:v1,alphamap_fragment:x1,alphamap_pars_fragment:y1,alphatest_fragment:S1,alphatest_pars_fragment:b1,aomap_fragment:M1,aomap_pars_fragment:E1,batching_pars_vertex:T1,batching_vertex:A1,begin_vertex:w1,beginnormal_vertex:C1,bsdfs:R1,iridescence_fragment:P1,bumpmap_pars_fragment:I1,clipping_planes_fragment:L1,clipping_planes_pars_fragment:D1,clipping_planes_pars_vertex:N1,clipping_planes_vertex:O1,color_fragment:F1,color_pars_fragment:U1,color_pars_vertex:B1,color_vertex:k1,common:z1,defaultnormal_vertex:G1,displacementmap_pars_vertex:V1,displacementmap_vertex:H1,emissivemap_fragment:W1,emissivemap_pars_fragment:X1,colorspace_fragment:Y1,colorspace_pars_fragment:q1,envmap_fragment:$1,envmap_common_pars_fragment:Z1,envmap_pars_fragment:K1,envmap_pars_vertex:j1,envmap_physical_pars_fragment:lw,envmap_vertex:J1,fog_vertex:Q1,fog_pars_vertex:ew,fog_fragment:tw,fog_pars_fragment:nw,gradientmap_pars_fragment:iw,lightmap_pars_fragment:rw,lights_lambert_fragment:sw,lights_lambert_pars_fragment:aw,lights_pars_begin:ow,lights_toon_fragment:cw,lights_toon_pars_fragment:uw,lights_phong_fragment:fw,lights_phong_pars_fragment:hw,lights_physical_fragment:dw,lights_physical_pars_fragment:pw,lights_fragment_begin:mw,lights_fragment_maps:gw,lights_fragment_end:_w,lightprobes_pars_fragment:vw,logdepthbuf_fragment:xw,logdepthbuf_pars_fragment:yw,logdepthbuf_pars_vertex:Sw,logdepthbuf_vertex:bw,map_fragment:Mw,map_pars_fragment:Ew,map_particle_fragment:Tw,map_particle_pars_fragment:Aw,metalnessmap_fragment:ww,metalnessmap_pars_fragment:Cw,morphinstance_vertex:Rw,morphcolor_vertex:Pw,morphnormal_vertex:Iw,morphtarget_pars_vertex:Lw,morphtarget_vertex:Dw,normal_fragment_begin:Nw,normal_fragment_maps:Ow,normal_pars_fragment:Fw,normal_pars_vertex:Uw,normal_vertex:Bw,normalmap_pars_fragment:kw,clearcoat_normal_fragment_begin:zw,clearcoat_normal_fragment_maps:Gw,clearcoat_pars_fragment:Vw,iridescence_pars_fragment:Hw,opaque_fragment:Ww,packing:Xw,premultiplied_alpha_fragment:Yw,project_vertex:qw,dithering_fragment:$w,dithering_pars_fragment:Zw,roughnessmap_fragment:Kw,roughnessmap_pars_fragment:jw,shadowmap_pars_fragment:Jw,shadowmap_pars_vertex:Qw,shadowmap_vertex:eC,shadowmask_pars_fragment:tC,skinbase_vertex:nC,skinning_pars_vertex:iC,skinning_vertex:rC,skinnormal_vertex:sC,specularmap_fragment:aC,specularmap_pars_fragment:oC,tonemapping_fragment:lC,tonemapping_pars_fragment:cC,transmission_fragment:uC,transmission_pars_fragment:fC,uv_pars_fragment:hC,uv_pars_vertex:dC,uv_vertex:pC,worldpos_vertex:mC,background_vert:gC,background_frag:_C,backgroundCube_vert:vC,backgroundCube_frag:xC,cube_vert:yC,cube_frag:SC,depth_vert:bC,depth_frag:MC,distance_vert:EC,distance_frag:TC,equirect_vert:AC,equirect_frag:wC,linedashed_vert:CC,linedashed_frag:RC,meshbasic_vert:PC,meshbasic_frag:IC,meshlambert_vert:LC,meshlambert_frag:DC,meshmatcap_vert:NC,meshmatcap_frag:OC,meshnormal_vert:FC,meshnormal_frag:UC,meshphong_vert:BC,meshphong_frag:kC,meshphysical_vert:zC,meshphysical_frag:GC,meshtoon_vert:VC,meshtoon_frag:HC,points_vert:WC,points_frag:XC,shadow_vert:YC,shadow_frag:qC,sprite_vert:$C,sprite_frag:ZC},an={common:{diffuse:{value:new ei(16777215)},opacity:{value:1},map:{value:null},mapTransform:{value:new Vn},alphaMap:{value:null},alphaMapTransform:{value:new Vn},alphaTest:{value:0}},specularmap:{specularMap:{value:null},specularMapTransform:{value:new Vn}},envmap:{envMap:{value:null},envMapRotation:{value:new Vn},reflectivity:{value:1},ior:{value:1.5},refractionRatio:{value:.98},dfgLUT:{value:null}},aomap:{aoMap:{value:null},aoMapIntensity:{value:1},aoMapTransform:{value:new Vn}},lightmap:{lightMap:{value:null},lightMapIntensity:{value:1},lightMapTransform:{value:new Vn}},bumpmap:{bumpMap:{value:null},bumpMapTransform:{value:new Vn},bumpScale:{value:1}},normalmap:{normalMap:{value:null},normalMapTransform:{value:new Vn},normalScale:{value:new Bn(1,1)}},displacementmap:{displacementMap:{value:null},displacementMapTransform:{value:new Vn},displacementScale:{value:1},displacementBias:{value:0}},emissivemap:{emissiveMap:{value:null},emissiveMapTransform:{value:new Vn}},metalnessmap:{metalnessMap:{value:null},metalnessMapTransform:{value:new Vn}},roughnessmap:{roughnessMap:{value:null},roughnessMapTransform:{value:new Vn}},gradientmap:{gradientMap:{value:null}},fog:{fogDensity:{value:25e-5},fogNear:{value:1},fogFar:{value:2e3},fogColor:{value:new ei(16777215)}},lights:{ambientLightColor:{value:[]},lightProbe:{value:[]},sunLights:{value:[],properties:{direction:{},color:{}}},sunLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},sunShadowMatrix:{value:[]},sunShadowCascade:{value:[]},directionalLights:{value:[],properties:{direction:{},color:{}}},directionalLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},directionalShadowMatrix:{value:[]},spotLights:{value:[],properties:{color:{},position:{},direction:{},distance:{},coneCos:{},penumbraCos:{},decay:{}}},spotLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{}}},spotLightMap:{value:[]},spotLightMatrix:{value:[]},pointLights:{value:[],properties:{color:{},position:{},decay:{},distance:{}}},pointLightShadows:{value:[],properties:{shadowIntensity:1,shadowBias:{},shadowNormalBias:{},shadowRadius:{},shadowMapSize:{},shadowCameraNear:{},shadowCameraFar:{}}},pointShadowMatrix:{value:[]},hemisphereLights:{value:[],properties:{direction:{},skyColor:{},groundColor:{}}},rectAreaLights:{value:[],properties:{color:{},position:{},width:{},height:{}}},ltc_1:{value:null},ltc_2:{value:null},probesSH:{value:[]},probesMin:{value:[]},probesMax:{value:[]},probesResolution:{value:[]}},points:{diffuse:{value:new ei(16777215)},opacity:{value:1},size:{value:1},scale:{value:1},map:{value:null},alphaMap:{value:null},alphaMapTransform:{value:new Vn},alphaTest:{value:0},uvTransform:{value:new Vn}},sprite:{diffuse:{value:new ei(16777215)},opacity:{value:1},center:{value:new Bn(.5,.5)},rotation:{value:0},map:{value:null},mapTransform:{value:new Vn},alphaMap:{value:null},alphaMapTransform:{value:new Vn},alphaTest:{value:0}}},Qa={basic:{uniforms:as([an.common,an.specularmap,an.envmap,an.aomap,an.lightmap,an.fog]),vertexShader:$n.meshbasic_vert,fragmentShader:$n.meshbasic_frag},lambert:{uniforms:as([an.common,an.specularmap,an.envmap,an.aomap,an.lightmap,an.emissivemap,an.bumpmap,an.normalmap,an.displacementmap,an.fog,an.lights,{emissive:{value:new ei(0)},envMapIntensity:{value:1}}]),vertexShader:$n.meshlambert_vert,fragmentShader:$n.meshlambert_frag},phong:{uniforms:as([an.common,an.specularmap,an.envmap,an.aomap,an.lightmap,an.emissivemap,an.bumpmap,an.normalmap,an.displacementmap,an.fog,an.lights,{emissive:{value:new ei(0)},specular:{value:new ei(1118481)},shininess:{value:30},envMapIntensity:{value:1}}]),vertexShader:$n.meshphong_vert,fragmentShader:$n.meshphong_frag},standard:{uniforms:as([an.common,an.envmap,an.aomap,an.lightmap,an.emissivemap,an.bumpmap,an.normalmap,an.displacementmap,an.roughnessmap,an.metalnessmap,an.fog,an.lights,{emissive:{value:new ei(0)},roughness:{value:1},metalness:{value:0},envMapIntensity:{value:1}}]),vertexShader:$n.meshphysical_vert,fragmentShader:$n.meshphysical_frag},toon:{uniforms:as([an.common,an.aomap,an.lightmap,an.emissivemap,an.bumpmap,an.normalmap,an.displacementmap,an.gradientmap,an.fog,an.lights,{emissive:{value:new ei(0)}}]),vertexShader:$n.meshtoon_vert,fragmentShader:$n.meshtoon_frag},matcap:{uniforms:as([an.common,an.bumpmap,an.normalmap,an.displacementmap,an.fog,{matcap:{value:null}}]),vertexShader:$n.meshmatcap_vert,fragmentShader:$n.meshmatcap_frag},points:{uniforms:as([an.points,an.fog]),vertexShader:$n.points_vert,fragmentShader:$n.points_frag},dashed:{uniforms:as([an.common,an.fog,{scale:{value:1},dashSize:{value:1},totalSize:{value:2}}]),vertexShader:$n.linedashed_vert,fragmentShader:$n.linedashed_frag},depth:{uniforms:as([an.common,an.displacementmap]),vertexShader:$n.depth_vert,fragmentShader:$n.depth_frag},normal:{uniforms:as([an.common,an.bumpmap,an.normalmap,an.displacementmap,{opacity:{value:1}}]),vertexShader:$n.meshnormal_vert,fragmentShader:$n.meshnormal_frag},sprite:{uniforms:as([an.sprite,an.fog]),vertexShader:$n.sprite_vert,fragmentShader:$n.sprite_frag},background:{uniforms:{uvTransform:{value:new Vn},t2D:{value:null},backgroundIntensity:{value:1}},vertexShader:$n.background_vert,fragmentShader:$n.background_frag},backgroundCube:{uniforms:{envMap:{value:null},backgroundBlurriness:{value:0},backgroundIntensity:{value:1},backgroundRotation:{value:new Vn}},vertexShader:$n.backgroundCube_vert,fragmentShader:$n.backgroundCube_frag},cube:{uniforms:{tCube:{value:null},tFlip:{value:-1},opacity:{value:1}},vertexShader:$n.cube_vert,fragmentShader:$n.cube_frag},equirect:{uniforms:{tEquirect:{value:null}},vertexShader:$n.equirect_vert,fragmentShader:$n.equirect_frag},distance:{uniforms:as([an.common,an.displacementmap,{referencePosition:{value:new Ie},nearDistance:{value:1},farDistance:{value:1e3}}]),vertexShader:$n.distance_vert,fragmentShader:$n.distance_frag},shadow:{uniforms:as([an.lights,an.fog,{color:{value:new ei(0)},opacity:{value:1}}]),vertexShader:$n.shadow_vert,fragmentShader:$n.shadow_frag}};Qa.physical={uniforms:as([Qa.standard.uniforms,{clearcoat:{value:0},clearcoatMap:{value:null},clearcoatMapTransform:{value:new Vn},clearcoatNormalMap:{value:null},clearcoatNormalMapTransform:{value:new Vn},clearcoatNormalScale:{value:new Bn(1,1)},clearcoatRoughness:{value:0},clearcoatRoughnessMap:{value:null},clearcoatRoughnessMapTransform:{value:new Vn},diffuseRoughness:{value:0},diffuseRoughnessMap:{value:null},diffuseRoughnessMapTransform:{value:new Vn},dispersion:{value:0},retroreflectivity:{value:0},iridescence:{value:0},iridescenceMap:{value:null},iridescenceMapTransform:{value:new Vn},iridescenceIOR:{value:1.3},iridescenceThicknessMinimum:{value:100},iridescenceThicknessMaximum:{value:400},iridescenceThicknessMap:{value:null},iridescenceThicknessMapTransform:{value:new Vn},sheen:{value:0},sheenColor:{value:new ei(0)},sheenColorMap:{value:null},sheenColorMapTransform:{value:new Vn},sheenRoughness:{value:1},sheenRoughnessMap:{value:null},sheenRoughnessMapTransform:{value:new Vn},transmission:{value:0},transmissionMap:{value:null},transmissionMapTransform:{value:new Vn},transmissionSamplerSize:{value:new Bn},transmissionSamplerMap:{value:null},thickness:{value:0},thicknessMap:{value:null},thicknessMapTransform:{value:new Vn},attenuationDistance:{value:0},attenuationColor:{value:new ei(0)},specularColor:{value:new ei(1,1,1)},specularColorMap:{value:null},specularColorMapTransform:{value:new Vn},specularIntensity:{value:1},specularIntensityMap:{value:null},specularIntensityMapTransform:{value:new Vn},anisotropyVector:{value:new Bn},anisotropyMap:{value:null},anisotropyMapTransform:{value:new Vn}}]),vertexShader:$n.meshphysical_vert,fragmentShader:$n.meshphysical_frag};var Ip={r:0,b:0,g:0},KC=new Ji,my=new Vn;my.set(-1,0,0,0,1,0,0,0,1);function jC(n,e,t,i,r,s){let a=new ei(0),o=r===!0?0:1,c,l,u=null,h=0,f=null;function p(S){let T=S.isScene===!0?S.background:null;if(T&&T.isTexture){let b=S.backgroundBlurriness>0;T=e.get(T,b)}return T}function v(S){let T=!1,b=p(S);b===null?m(a,o):b&&b.isColor&&(m(b,1),T=!0);let D=n.xr.getEnvironmentBlendMode();D==="additive"?t.buffers.color.setClear(0,0,0,1,s):D==="alpha-blend"&&t.buffers.color.setClear(0,0,0,0,s),(n.autoClear||T)&&(t.buffers.depth.setTest(!0),t.buffers.depth.setMask(!0),t.buffers.color.setMask(!0),n.clear(n.autoClearColor,n.autoClearDepth,n.autoClearStencil))}function M(S,T){let b=p(T);b&&b.isCubeTexture?(l===void 0&&(l=new ba(new Gc(1,1,1),new Ka({name:"BackgroundCubeMaterial",uniforms:ql(Qa.backgroundCube.uniforms),vertexShader:Qa.backgroundCube.vertexShader,fragmentShader:Qa.backgroundCube.fragmentShader,side:gs,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),l.geometry.deleteAttribute("normal"),l.geometry.deleteAttribute("uv"),l.onBeforeRender=function(D,C,x){this.matrixWorld.copyPosition(x.matrixWorld)},Object.defineProperty(l.material,"envMap",{get:function(){return this.uniforms.envMap.value}}),i.update(l)),l.material.uniforms.envMap.value=b,l.material.uniforms.backgroundBlurriness.value=T.backgroundBlurriness,l.material.uniforms.backgroundIntensity.value=T.backgroundIntensity,l.material.uniforms.backgroundRotation.value.setFromMatrix4(KC.makeRotationFromEuler(T.backgroundRotation)).transpose(),b.isRenderTargetTexture===!1&&l.material.uniforms.backgroundRotation.value.premultiply(my),l.material.toneMapped=li.getTransfer(b.colorSpace)!==Ai,(u!==b||h!==b.version||f!==n.toneMapping)&&(l.material.needsUpdate=!0,u=b,h=b.version,f=n.toneMapping),l.layers.enableAll(),S.unshift(l,l.geometry,l.material,0,0,null)):b&&b.isTexture&&(c===void 0&&(c=new ba(new uf(2,2),new Ka({name:"BackgroundMaterial",uniforms:ql(Qa.background.uniforms),vertexShader:Qa.background.vertexShader,fragmentShader:Qa.background.fragmentShader,side:pl,depthTest:!1,depthWrite:!1,fog:!1,allowOverride:!1})),c.geometry.deleteAttribute("normal"),Object.defineProperty(c.material,"map",{get:function(){return this.uniforms.t2D.value}}),i.update(c)),c.material.uniforms.t2D.value=b,c.material.uniforms.backgroundIntensity.value=T.backgroundIntensity,c.material.toneMapped=li.getTransfer(b.colorSpace)!==Ai,b.matrixAutoUpdate===!0&&b.updateMatrix(),c.material.uniforms.uvTransform.value.copy(b.matrix),(u!==b||h!==b.version||f!==n.toneMapping)&&(c.material.needsUpdate=!0,u=b,h=b.version,f=n.toneMapping),c.layers.enableAll(),S.unshift(c,c.geometry,c.material,0,0,null))}function m(S,T){S.getRGB(Ip,I0(n)),t.buffers.color.setClear(Ip.r,Ip.g,Ip.b,T,s)}function g(){l!==void 0&&(l.geometry.dispose(),l.material.dispose(),l=void 0),c!==void 0&&(c.geometry.dispose(),c.material.dispose(),c=void 0)}return{getClearColor:function(){return a},setClearColor:function(S,T=1){a.set(S),o=T,m(a,o)},getClearAlpha:function(){return o},setClearAlpha:function(S){o=S,m(a,o)},render:v,addToRenderList:M,dispose:g}}function JC(n,e){let t=n.getParameter(n.MAX_VERTEX_ATTRIBS),i={},r=f(null),s=r,a=!1;function o(H,te,ee,k,ie){let pe=!1,$=h(H,k,ee,te);s!==$&&(s=$,l(s.object)),pe=p(H,k,ee,ie),pe&&v(H,k,ee,ie),ie!==null&&e.update(ie,n.ELEMENT_ARRAY_BUFFER),(pe||a)&&(a=!1,b(H,te,ee,k),ie!==null&&n.bindBuffer(n.ELEMENT_ARRAY_BUFFER,e.get(ie).buffer))}function c(){return n.createVertexArray()}function l(H){return n.bindVertexArray(H)}function u(H){return n.deleteVertexArray(H)}function h(H,te,ee,k){let ie=k.wireframe===!0,pe=i[te.id];pe===void 0&&(pe={},i[te.id]=pe);let $=H.isInstancedMesh===!0?H.id:0,Oe=pe[$];Oe===void 0&&(Oe={},pe[$]=Oe);let he=Oe[ee.id];he===void 0&&(he={},Oe[ee.id]=he);let Se=he[ie];return Se===void 0&&(Se=f(c()),he[ie]=Se),Se}function f(H){let te=[],ee=[],k=[];for(let ie=0;ie<t;ie++)te[ie]=0,ee[ie]=0,k[ie]=0;return{geometry:null,program:null,wireframe:!1,newAttributes:te,enabledAttributes:ee,attributeDivisors:k,object:H,attributes:{},index:null}}function p(H,te,ee,k){let ie=s.attributes,pe=te.attributes,$=0,Oe=ee.getAttributes();for(let he in Oe)if(Oe[he].location>=0){let re=ie[he],De=pe[he];if(De===void 0&&(he==="instanceMatrix"&&H.instanceMatrix&&(De=H.instanceMatrix),he==="instanceColor"&&H.instanceColor&&(De=H.instanceColor)),re===void 0||re.attribute!==De||De&&re.data!==De.data)return!0;$++}return s.attributesNum!==$||s.index!==k}function v(H,te,ee,k){let ie={},pe=te.attributes,$=0,Oe=ee.getAttributes();for(let he in Oe)if(Oe[he].location>=0){let re=pe[he];re===void 0&&(he==="instanceMatrix"&&H.instanceMatrix&&(re=H.instanceMatrix),he==="instanceColor"&&H.instanceColor&&(re=H.instanceColor));let De={};De.attribute=re,re&&re.data&&(De.data=re.data),ie[he]=De,$++}s.attributes=ie,s.attributesNum=$,s.index=k}function M(){let H=s.newAttributes;for(let te=0,ee=H.length;te<ee;te++)H[te]=0}function m(H){g(H,0)}function g(H,te){let ee=s.newAttributes,k=s.enabledAttributes,ie=s.attributeDivisors;ee[H]=1,k[H]===0&&(n.enableVertexAttribArray(H),k[H]=1),ie[H]!==te&&(n.vertexAttribDivisor(H,te),ie[H]=te)}function S(){let H=s.newAttributes,te=s.enabledAttributes;for(let ee=0,k=te.length;ee<k;ee++)te[ee]!==H[ee]&&(n.disableVertexAttribArray(ee),te[ee]=0)}function T(H,te,ee,k,ie,pe,$){$===!0?n.vertexAttribIPointer(H,te,ee,ie,pe):n.vertexAttribPointer(H,te,ee,k,ie,pe)}function b(H,te,ee,k){M();let ie=k.attributes,pe=ee.getAttributes(),$=te.defaultAttributeValues;for(let Oe in pe){let he=pe[Oe];if(he.location>=0){let Se=ie[Oe];if(Se===void 0&&(Oe==="instanceMatrix"&&H.instanceMatrix&&(Se=H.instanceMatrix),Oe==="instanceColor"&&H.instanceColor&&(Se=H.instanceColor)),Se!==void 0){let re=Se.normalized,De=Se.itemSize,Be=e.get(Se);if(Be===void 0)continue;let ye=Be.buffer,We=Be.type,rt=Be.bytesPerElement,bt=We===n.INT||We===n.UNSIGNED_INT||Se.gpuType===$d;if(Se.isInterleavedBufferAttribute){let et=Se.data,nn=et.isInterleavedBuffer===!0?et.stride:et.itemSize,pn=Se.offset;if(et.isInstancedInterleavedBuffer||et.isInstancedBufferAttribute){for(let Qt=0;Qt<he.locationSize;Qt++)g(he.location+Qt,et.meshPerAttribute);H.isInstancedMesh!==!0&&k._maxInstanceCount===void 0&&(k._maxInstanceCount=et.meshPerAttribute*et.count)}else for(let Qt=0;Qt<he.locationSize;Qt++)m(he.location+Qt);n.bindBuffer(n.ARRAY_BUFFER,ye);for(let Qt=0;Qt<he.locationSize;Qt++)T(he.location+Qt,De/he.locationSize,We,re,nn*rt,(pn+De/he.locationSize*Qt)*rt,bt)}else{if(Se.isInstancedBufferAttribute){for(let et=0;et<he.locationSize;et++)g(he.location+et,Se.meshPerAttribute);H.isInstancedMesh!==!0&&k._maxInstanceCount===void 0&&(k._maxInstanceCount=Se.meshPerAttribute*Se.count)}else for(let et=0;et<he.locationSize;et++)m(he.location+et);n.bindBuffer(n.ARRAY_BUFFER,ye);for(let et=0;et<he.locationSize;et++)T(he.location+et,De/he.locationSize,We,re,De*rt,De/he.locationSize*et*rt,bt)}}else if($!==void 0){let re=$[Oe];if(re!==void 0)switch(re.length){case 2:n.vertexAttrib2fv(he.location,re);break;case 3:n.vertexAttrib3fv(he.location,re);break;case 4:n.vertexAttrib4fv(he.location,re);break;default:n.vertexAttrib1fv(he.location,re)}}}}S()}function D(){j();for(let H in i){let te=i[H];for(let ee in te){let k=te[ee];for(let ie in k){let pe=k[ie];for(let $ in pe)u(pe[$].object),delete pe[$];delete k[ie]}}delete i[H]}}function C(H){if(i[H.id]===void 0)return;let te=i[H.id];for(let ee in te){let k=te[ee];for(let ie in k){let pe=k[ie];for(let $ in pe)u(pe[$].object),delete pe[$];delete k[ie]}}delete i[H.id]}function x(H){for(let te in i){let ee=i[te];for(let k in ee){let ie=ee[k];if(ie[H.id]===void 0)continue;let pe=ie[H.id];for(let $ in pe)u(pe[$].object),delete pe[$];delete ie[H.id]}}}function A(H){for(let te in i){let ee=i[te],k=H.isInstancedMesh===!0?H.id:0,ie=ee[k];if(ie!==void 0){for(let pe in ie){let $=ie[pe];for(let Oe in $)u($[Oe].object),delete $[Oe];delete ie[pe]}delete ee[k],Object.keys(ee).length===0&&delete i[te]}}}function j(){W(),a=!0,s!==r&&(s=r,l(s.object))}function W(){r.geometry=null,r.program=null,r.wireframe=!1}return{setup:o,reset:j,resetDefaultState:W,dispose:D,releaseStatesOfGeometry:C,releaseStatesOfObject:A,releaseStatesOfProgram:x,initAttributes:M,enableAttribute:m,disableUnusedAttributes:S}}function QC(n,e,t){let i;function r(c){i=c}function s(c,l){n.drawArrays(i,c,l),t.update(l,i,1)}function a(c,l,u){u!==0&&(n.drawArraysInstanced(i,c,l,u),t.update(l,i,u))}function o(c,l,u){if(u===0)return;e.get("WEBGL_multi_draw").multiDrawArraysWEBGL(i,c,0,l,0,u);let f=0;for(let p=0;p<u;p++)f+=l[p];t.update(f,i,1)}this.setMode=r,this.render=s,this.renderInstances=a,this.renderMultiDraw=o}function eR(n,e,t,i){let r;function s(){if(r!==void 0)return r;if(e.has("EXT_texture_filter_anisotropic")===!0){let x=e.get("EXT_texture_filter_anisotropic");r=n.getParameter(x.MAX_TEXTURE_MAX_ANISOTROPY_EXT)}else r=0;return r}function a(x){return!(x!==wa&&i.convert(x)!==n.getParameter(n.IMPLEMENTATION_COLOR_READ_FORMAT))}function o(x){let A=x===Aa&&(e.has("EXT_color_buffer_half_float")||e.has("EXT_color_buffer_float"));return!(x!==As&&x!==Ta&&!A&&i.convert(x)!==n.getParameter(n.IMPLEMENTATION_COLOR_READ_TYPE))}function c(x){if(x==="highp"){if(n.getShaderPrecisionFormat(n.VERTEX_SHADER,n.HIGH_FLOAT).precision>0&&n.getShaderPrecisionFormat(n.FRAGMENT_SHADER,n.HIGH_FLOAT).precision>0)return"highp";x="mediump"}return x==="mediump"&&n.getShaderPrecisionFormat(n.VERTEX_SHADER,n.MEDIUM_FLOAT).precision>0&&n.getShaderPrecisionFormat(n.FRAGMENT_SHADER,n.MEDIUM_FLOAT).precision>0?"mediump":"lowp"}let l=t.precision!==void 0?t.precision:"highp",u=c(l);u!==l&&(Fn("WebGLRenderer:",l,"not supported, using",u,"instead."),l=u);let h=t.reversedDepthBuffer===!0&&e.has("EXT_clip_control"),f=t.logarithmicDepthBuffer===!0&&h===!1;t.reversedDepthBuffer===!0&&h===!1&&Fn("WebGLRenderer: Unable to use reversed depth buffer due to missing EXT_clip_control extension. Fallback to default depth buffer."),t.logarithmicDepthBuffer===!0&&h===!0&&Fn("WebGLRenderer: Logarithmic depth buffer is ignored when reversed depth buffer is enabled.");let p=n.getParameter(n.MAX_TEXTURE_IMAGE_UNITS),v=n.getParameter(n.MAX_VERTEX_TEXTURE_IMAGE_UNITS),M=n.getParameter(n.MAX_TEXTURE_SIZE),m=n.getParameter(n.MAX_CUBE_MAP_TEXTURE_SIZE),g=n.getParameter(n.MAX_VERTEX_ATTRIBS),S=n.getParameter(n.MAX_VERTEX_UNIFORM_VECTORS),T=n.getParameter(n.MAX_VARYING_VECTORS),b=n.getParameter(n.MAX_FRAGMENT_UNIFORM_VECTORS),D=n.getParameter(n.MAX_SAMPLES),C=n.getParameter(n.SAMPLES);return{isWebGL2:!0,getMaxAnisotropy:s,getMaxPrecision:c,textureFormatReadable:a,textureTypeReadable:o,precision:l,logarithmicDepthBuffer:f,reversedDepthBuffer:h,maxTextures:p,maxVertexTextures:v,maxTextureSize:M,maxCubemapSize:m,maxAttributes:g,maxVertexUniforms:S,maxVaryings:T,maxFragmentUniforms:b,maxSamples:D,samples:C}}function tR(n){let e=this,t=null,i=0,r=!1,s=!1,a=new Us,o=new Vn,c={value:null,needsUpdate:!1};this.uniform=c,this.numPlanes=0,this.numIntersection=0,this.init=function(h,f){let p=h.length!==0||f||i!==0||r;return r=f,i=h.length,p},this.beginShadows=function(){s=!0,u(null)},this.endShadows=function(){s=!1},this.setGlobalState=function(h,f){t=u(h,f,0)},this.setState=function(h,f,p){let v=h.clippingPlanes,M=h.clipIntersection,m=h.clipShadows,g=n.get(h);if(!r||v===null||v.length===0||s&&!m)s?u(null):l();else{let S=s?0:i,T=S*4,b=g.clippingState||null;c.value=b,b=u(v,f,T,p);for(let D=0;D!==T;++D)b[D]=t[D];g.clippingState=b,this.numIntersection=M?this.numPlanes:0,this.numPlanes+=S}};function l(){c.value!==t&&(c.value=t,c.needsUpdate=i>0),e.numPlanes=i,e.numIntersection=0}function u(h,f,p,v){let M=h!==null?h.length:0,m=null;if(M!==0){if(m=c.value,v!==!0||m===null){let g=p+M*4,S=f.matrixWorldInverse;o.getNormalMatrix(S),(m===null||m.length<g)&&(m=new Float32Array(g));for(let T=0,b=p;T!==M;++T,b+=4)a.copy(h[T]).applyMatrix4(S,o),a.normal.toArray(m,b),m[b+3]=a.constant}c.value=m,c.needsUpdate=!0}return e.numPlanes=M,e.numIntersection=0,m}}var Af=class extends ks{constructor(e=1,t={}){super(e,e,t),this.isWebGLCubeRenderTarget=!0;let i={width:e,height:e,depth:1},r=[i,i,i,i,i,i];this.texture=new of(r),this._setTextureOptions(t),this.texture.isRenderTargetTexture=!0}fromEquirectangularTexture(e,t){this.texture.type=t.type,this.texture.colorSpace=t.colorSpace,this.texture.generateMipmaps=t.generateMipmaps,this.texture.minFilter=t.minFilter,this.texture.magFilter=t.magFilter;let i={uniforms:{tEquirect:{value:null}},vertexShader:`

				varying vec3 vWorldDirection;

				vec3 transformDirection( in vec3 dir, in mat4 matrix ) {

					return normalize( ( matrix * vec4( dir, 0.0 ) ).xyz );

				}

				void main() {

					vWorldDirection = transformDirection( position, modelMatrix );

					#include <begin_vertex>
					#include <project_vertex>

				}
			`,fragmentShader:`

				uniform sampler2D tEquirect;

				varying vec3 vWorldDirection;

				#include <common>

				void main() {

					vec3 direction = normalize( vWorldDirection );

					vec2 sampleUV = equirectUv( direction );

					gl_FragColor = texture2D( tEquirect, sampleUV );

				}
			`},r=new Gc(5,5,5),s=new Ka({name:"CubemapFromEquirect",uniforms:ql(i.uniforms),vertexShader:i.vertexShader,fragmentShader:i.fragmentShader,side:gs,blending:Hl});s.uniforms.tEquirect.value=t;let a=new ba(r,s),o=t.minFilter;return t.minFilter===Mo&&(t.minFilter=ps),new Vc(1,10,this).update(e,a),t.minFilter=o,a.geometry.dispose(),a.material.dispose(),this}clear(e,t=!0,i=!0,r=!0){let s=e.getRenderTarget();for(let a=0;a<6;a++)e.setRenderTarget(this,a),e.clear(t,i,r);e.setRenderTarget(s)}},qx=256,nR=3,iR=20,gy=256,_y=16,rR=3,sR=new Ie,aR=new ei,Dp=class n{constructor(e){this._renderer=e,this._cubeSize=0,this._sourceTarget=null,this._cubeCamera=new Vc(1,10,null),this._boxMesh=new ba(new Gc(5,5,5),null),this._cubemapMaterial=null,this._equirectMaterial=null,this._blurMaterial=null,this._ggxMaterial=null,this._integrationMaterial=null}fromScene(e,t=0,i=.1,r=100,s={}){let{size:a=256,position:o=sR}=s,c=this._renderer;this._setSize(a);let l=this._allocateTarget(),u=this._getSourceTarget(!0);t>0&&(u.texture.mipmapsAutoUpdate=!1);let h=c.autoClear,f=c.autoClearColor,p=c.autoClearDepth,v=c.autoClearStencil,M=e.background;c.autoClear=!0,c.autoClearColor=!0,c.autoClearDepth=!0,c.autoClearStencil=!0,M===null&&(e.background=c.getClearColor(aR));let m=new Vc(i,r,u);return m.position.copy(o),m.update(c,e),c.autoClear=h,c.autoClearColor=f,c.autoClearDepth=p,c.autoClearStencil=v,e.background=M,t>0&&(u.texture.mipmapsAutoUpdate=!0,this._blur(l,t)),this._applyPMREM(l),l}fromEquirectangular(e,t=null){return this._fromTexture(e,t)}fromCubemap(e,t=null){return this._fromTexture(e,t)}compileCubemapShader(){this._cubemapMaterial===null&&(this._cubemapMaterial=Kx(),this._compileMaterial(this._cubemapMaterial))}compileEquirectangularShader(){this._equirectMaterial===null&&(this._equirectMaterial=Zx(),this._compileMaterial(this._equirectMaterial))}dispose(){this._sourceTarget!==null&&this._sourceTarget.dispose(),this._cubemapMaterial!==null&&this._cubemapMaterial.dispose(),this._equirectMaterial!==null&&this._equirectMaterial.dispose(),this._blurMaterial!==null&&this._blurMaterial.dispose(),this._ggxMaterial!==null&&this._ggxMaterial.dispose(),this._integrationMaterial!==null&&this._integrationMaterial.dispose(),this._boxMesh.geometry.dispose()}static lodToRoughness(e,t){return t>0?1-Math.sqrt(1-e/t):0}_setSize(e){this._cubeSize=Math.max(qx,C0(e))}_fromTexture(e,t){e.mapping===Xl||e.mapping===Yc?this._setSize(e.image.length===0?qx:e.image[0].width||e.image[0].image.width):this._setSize(e.image.width/4);let i=t||this._allocateTarget();return this._textureToCubemap(e),this._applyPMREM(i),i}_allocateTarget(){let e=this._cubeSize,t=$x(e,!1,!1),i=Math.log2(e)-nR;for(let r=0;r<=i;r++)t.texture.mipmaps.push({width:e>>r,height:e>>r});return t.texture.name="PMREM",t.texture.isPMREMTexture=!0,t}_getSourceTarget(e=!1){let t=this._cubeSize,i=this._sourceTarget;return(i===null||i.width!==t||e&&i.depthBuffer===!1)&&(i!==null&&i.dispose(),this._sourceTarget=$x(t,!0,e)),this._sourceTarget}_compileMaterial(e){this._boxMesh.material=e,this._renderer.compile(this._boxMesh,this._cubeCamera.children[0])}_renderCube(e,t,i){let r=this._boxMesh,s=this._cubeCamera;r.material=i,s.renderTarget=e,s.activeMipmapLevel=t;let a=e.width>>t;e.viewport.set(0,0,a,a),s.update(this._renderer,r),e.viewport.set(0,0,e.width,e.height)}_textureToCubemap(e){let t;e.mapping===Xl||e.mapping===Yc?(this._cubemapMaterial===null&&(this._cubemapMaterial=Kx()),t=this._cubemapMaterial,t.uniforms.flipEnvMap.value=e.isRenderTargetTexture===!1?-1:1):(this._equirectMaterial===null&&(this._equirectMaterial=Zx()),t=this._equirectMaterial),t.uniforms.envMap.value=e,this._renderCube(this._getSourceTarget(),0,t)}_applyPMREM(e){this._ggxMaterial===null&&(this._ggxMaterial=oR(),this._integrationMaterial=lR());let t=this._cubeSize,i=e.texture.mipmaps.length-1,r=this._ggxMaterial.uniforms;r.envMap.value=this._sourceTarget.texture;let s=this._integrationMaterial.uniforms;s.envMap.value=this._sourceTarget.texture,s.sourceLod.value=Math.log2(t/_y);for(let a=0;a<=i;a++){let o=n.lodToRoughness(a,i);if(a>i-rR)s.roughness.value=o,this._renderCube(e,a,this._integrationMaterial);else{let c=o>0?Math.log2(t)+.5*Math.log2(6/(gy*Math.pow(o,4)))+.5:0;r.roughness.value=o,r.lodBias.value=c,this._renderCube(e,a,this._ggxMaterial)}}}_blur(e,t){this._blurMaterial===null&&(this._blurMaterial=cR());let i=this._blurMaterial,r=i.uniforms,s=this._sourceTarget;r.sigma.value=Math.min(t,Math.PI)/Math.SQRT2,r.envMap.value=s.texture,this._renderCube(e,0,i),r.envMap.value=e.texture,this._renderCube(s,0,i)}};function $x(n,e,t){return new Af(n,{minFilter:Mo,generateMipmaps:e,type:Aa,colorSpace:Qu,depthBuffer:t})}function wf(n,e,t){return new Ka({name:n,uniforms:e,vertexShader:$n.cube_vert,fragmentShader:t,side:gs,blending:Hl,depthTest:!1,depthWrite:!1})}function oR(){return wf("PMREMGGXConvolution",{envMap:{value:null},roughness:{value:0},lodBias:{value:0}},`

		#define GGX_SAMPLES ${gy}u

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float lodBias;

		#include <common>

		// Van der Corput radical inverse
		float radicalInverse_VdC( uint bits ) {

			bits = ( bits << 16u ) | ( bits >> 16u );
			bits = ( ( bits & 0x55555555u ) << 1u ) | ( ( bits & 0xAAAAAAAAu ) >> 1u );
			bits = ( ( bits & 0x33333333u ) << 2u ) | ( ( bits & 0xCCCCCCCCu ) >> 2u );
			bits = ( ( bits & 0x0F0F0F0Fu ) << 4u ) | ( ( bits & 0xF0F0F0F0u ) >> 4u );
			bits = ( ( bits & 0x00FF00FFu ) << 8u ) | ( ( bits & 0xFF00FF00u ) >> 8u );
			return float( bits ) * 2.3283064365386963e-10; // / 0x100000000

		}

		// Hammersley sequence
		vec2 hammersley( uint i, uint N ) {

			return vec2( float( i ) / float( N ), radicalInverse_VdC( i ) );

		}

		void main() {

			vec3 N = normalize( vWorldDirection );

			// For very low roughness, just sample the environment directly
			if ( roughness < 0.001 ) {

				gl_FragColor = vec4( textureLod( envMap, N, 0.0 ).rgb, 1.0 );
				return;

			}

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			// Tangent space basis for VNDF sampling
			vec3 up = abs( N.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, N ) );
			vec3 bitangent = cross( N, tangent );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			for ( uint i = 0u; i < GGX_SAMPLES; i ++ ) {

				vec2 Xi = hammersley( i, GGX_SAMPLES );

				// With V = N, sample the reflected direction directly.
				float invQ = 1.0 / ( 1.0 - Xi.x + alpha2 * Xi.x );
				float NdotL = ( 1.0 - Xi.x - alpha2 * Xi.x ) * invQ;

				if ( NdotL > 0.0 ) {

					float phi = 2.0 * PI * Xi.y;
					float sinTheta = 2.0 * alpha * sqrt( Xi.x * ( 1.0 - Xi.x ) ) * invQ;
					vec3 L = N * NdotL + ( tangent * cos( phi ) + bitangent * sin( phi ) ) * sinTheta;

					// Match the source mip to the sample's solid angle. The terms
					// independent of the sample are precomputed in lodBias.
					float d = alpha2 * invQ;
					float lod = max( log2( d ) + lodBias, 0.0 );

					// Weight by NdotL for the split-sum approximation
					prefilteredColor += textureLod( envMap, L, lod ).rgb * NdotL;
					totalWeight += NdotL;

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function lR(){return wf("PMREMGGXIntegration",{envMap:{value:null},roughness:{value:0},sourceLod:{value:0},sourceSize:{value:_y}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float roughness;
		uniform float sourceLod;
		uniform int sourceSize;

		void main() {

			vec3 N = normalize( vWorldDirection );

			float alpha = roughness * roughness;
			float alpha2 = alpha * alpha;

			float texelSize = 2.0 / float( sourceSize );

			vec3 prefilteredColor = vec3( 0.0 );
			float totalWeight = 0.0;

			// Pair opposite texels: only the one in N's hemisphere contributes.
			for ( int face = 0; face < 3; face ++ ) {

				for ( int y = 0; y < sourceSize; y ++ ) {

					for ( int x = 0; x < sourceSize; x ++ ) {

						vec2 uv = ( vec2( x, y ) + 0.5 ) * texelSize - 1.0;
						vec3 texelDirection = face == 0 ? vec3( 1.0, uv ) : ( face == 1 ? vec3( uv.x, 1.0, uv.y ) : vec3( uv, 1.0 ) );

						float invDistance = inversesqrt( 1.0 + dot( uv, uv ) );
						float NdotL = dot( N, texelDirection );
						texelDirection *= NdotL < 0.0 ? - 1.0 : 1.0;
						NdotL = abs( NdotL ) * invDistance;

						// With V = N, NdotH squared is ( 1 + NdotL ) / 2. Common factors
						// in the GGX distribution and texel solid angle cancel when normalized.
						float d = 1.0 + alpha2 + ( alpha2 - 1.0 ) * NdotL;
						float weight = NdotL * invDistance * invDistance * invDistance / ( d * d );

						prefilteredColor += textureLod( envMap, texelDirection, sourceLod ).rgb * weight;
						totalWeight += weight;

					}

				}

			}

			gl_FragColor = vec4( prefilteredColor / totalWeight, 1.0 );

		}
	`)}function cR(){return wf("PMREMSphericalGaussianBlur",{envMap:{value:null},sigma:{value:0}},`

		#define SAMPLES ${iR}
		#define GOLDEN_ANGLE 2.39996322973

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float sigma;

		#include <common>

		void main() {

			vec3 outputDirection = normalize( vWorldDirection );

			vec3 up = abs( outputDirection.z ) < 0.999 ? vec3( 0.0, 0.0, 1.0 ) : vec3( 1.0, 0.0, 0.0 );
			vec3 tangent = normalize( cross( up, outputDirection ) );
			vec3 bitangent = cross( outputDirection, tangent );

			// Truncate the kernel at three standard deviations or at the antipode.
			float thetaMax = min( 3.0 * sigma, PI );
			float truncation = 1.0 - exp( - 0.5 * thetaMax * thetaMax / ( sigma * sigma ) );

			vec3 accumColor = vec3( 0.0 );
			float accumWeight = 0.0;

			for ( int i = 0; i < SAMPLES; i ++ ) {

				// Stratified inverse-CDF sampling of the Gaussian, placed on a golden-angle spiral.
				float stratum = ( float( i ) + 0.5 ) / float( SAMPLES );
				float theta = sigma * sqrt( - 2.0 * log( 1.0 - stratum * truncation ) );
				float phi = float( i ) * GOLDEN_ANGLE;

				vec3 offset = cos( phi ) * tangent + sin( phi ) * bitangent;
				vec3 sampleDirection = cos( theta ) * outputDirection + sin( theta ) * offset;

				// Correct the planar sample density to solid angle.
				float weight = sin( theta ) / theta;

				accumColor += weight * textureLod( envMap, sampleDirection, 0.0 ).rgb;
				accumWeight += weight;

			}

			gl_FragColor = vec4( accumColor / accumWeight, 1.0 );

		}
	`)}function Zx(){return wf("PMREMEquirectangularToCubemap",{envMap:{value:null}},`

		varying vec3 vWorldDirection;

		uniform sampler2D envMap;

		#include <common>

		void main() {

			// Average four subpixel samples to preserve small, bright features.
			vec3 direction = normalize( vWorldDirection );
			vec3 dx = dFdx( direction ) * 0.25;
			vec3 dy = dFdy( direction ) * 0.25;

			vec3 color = textureLod( envMap, equirectUv( normalize( direction - dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx - dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction - dx + dy ) ), 0.0 ).rgb;
			color += textureLod( envMap, equirectUv( normalize( direction + dx + dy ) ), 0.0 ).rgb;
			gl_FragColor = vec4( color * 0.25, 1.0 );

		}
	`)}function Kx(){return wf("PMREMCubemapToCubemap",{envMap:{value:null},flipEnvMap:{value:-1}},`

		varying vec3 vWorldDirection;

		uniform samplerCube envMap;
		uniform float flipEnvMap;

		void main() {

			gl_FragColor = vec4( textureCube( envMap, vec3( flipEnvMap * vWorldDirection.x, vWorldDirection.yz ) ).rgb, 1.0 );

		}
	`)}function uR(n){let e=new WeakMap,t=new WeakMap,i=null;function r(f,p=!1){return f==null?null:p?a(f):s(f)}function s(f){if(f&&f.isTexture){let p=f.mapping;if(p===Xd||p===Yd)if(e.has(f)){let v=e.get(f).texture;return o(v,f.mapping)}else{let v=f.image;if(v&&v.height>0){let M=new Af(v.height);return M.fromEquirectangularTexture(n,f),e.set(f,M),f.addEventListener("dispose",l),o(M.texture,f.mapping)}else return null}}return f}function a(f){if(f&&f.isTexture&&f.isPMREMTexture!==!0){let p=f.mapping,v=p===Xd||p===Yd,M=p===Xl||p===Yc;if(v||M){let m=t.get(f),g=m!==void 0?m.texture.pmremVersion:0;if(f.isRenderTargetTexture&&f.pmremVersion!==g)return i===null&&(i=new Dp(n)),m=v?i.fromEquirectangular(f,m):i.fromCubemap(f,m),m.texture.pmremVersion=f.pmremVersion,t.set(f,m),m.texture;if(m!==void 0)return m.texture;{let S=f.image;return v&&S&&S.height>0||M&&S&&c(S)?(i===null&&(i=new Dp(n)),m=v?i.fromEquirectangular(f):i.fromCubemap(f),m.texture.pmremVersion=f.pmremVersion,t.set(f,m),f.addEventListener("dispose",u),m.texture):null}}}return f}function o(f,p){return p===Xd?f.mapping=Xl:p===Yd&&(f.mapping=Yc),f}function c(f){let p=0,v=6;for(let M=0;M<v;M++)f[M]!==void 0&&p++;return p===v}function l(f){let p=f.target;p.removeEventListener("dispose",l);let v=e.get(p);v!==void 0&&(e.delete(p),v.dispose())}function u(f){let p=f.target;p.removeEventListener("dispose",u);let v=t.get(p);v!==void 0&&(t.delete(p),v.dispose())}function h(){e=new WeakMap,t=new WeakMap,i!==null&&(i.dispose(),i=null)}return{get:r,dispose:h}}function fR(n){let e={};function t(i){if(e[i]!==void 0)return e[i];let r=n.getExtension(i);return e[i]=r,r}return{has:function(i){return t(i)!==null},init:function(){t("EXT_color_buffer_float"),t("WEBGL_clip_cull_distance"),t("OES_texture_float_linear"),t("EXT_color_buffer_half_float"),t("WEBGL_multisampled_render_to_texture"),t("WEBGL_render_shared_exponent")},get:function(i){let r=t(i);return r===null&&Zu("WebGLRenderer: "+i+" extension not supported."),r}}}function hR(n,e,t,i){let r={},s=new WeakMap,a=new FinalizationRegistry(v=>delete r[v]);function o(v){c(v.target)}function c(v){v.index!==null&&e.remove(v.index);for(let m in v.attributes)e.remove(v.attributes[m]);v.removeEventListener("dispose",o),delete r[v.id],a.unregister(v);let M=s.get(v);M&&(e.remove(M),s.delete(v)),i.releaseStatesOfGeometry(v),v.isInstancedBufferGeometry===!0&&delete v._maxInstanceCount,t.memory.geometries--}function l(v,M){return r[M.id]!==void 0||(M.addEventListener("dispose",o),r[M.id]=new WeakRef(M),a.register(M,M.id,M),t.memory.geometries++),M}function u(v){let M=v.attributes;for(let m in M)e.update(M[m],n.ARRAY_BUFFER)}function h(v){let M=v.index,m=v.attributes.position,g=0;if(m===void 0)return;let S=M!==null?M.array.length:m.array.length/3-1,T=m.count>=65535?af:sf,b=new T(Math.ceil(S/3)*6,1),D=b.array;if(M!==null){let x=M.array;g=M.version;for(let A=0,j=0;A<S;A+=3){let W=x[A+0],H=x[A+1],te=x[A+2];D[j++]=W,D[j++]=H,D[j++]=H,D[j++]=te,D[j++]=te,D[j++]=W}}else{g=m.version;for(let x=0,A=0;x<S;x+=3){let j=x+0,W=x+1,H=x+2;D[A++]=j,D[A++]=W,D[A++]=W,D[A++]=H,D[A++]=H,D[A++]=j}}b.version=g;let C=s.get(v);C&&e.remove(C),s.set(v,b)}function f(v){let M=s.get(v);if(M){let m=v.index;m!==null&&M.version<m.version&&h(v)}else h(v);return s.get(v)}function p(){for(let v in r){let M=r[v].deref();M!==void 0&&c(M)}}return{get:l,update:u,getWireframeAttribute:f,dispose:p}}function dR(n,e,t){let i;function r(h){i=h}let s,a;function o(h){s=h.type,a=h.bytesPerElement}function c(h,f){n.drawElements(i,f,s,h*a),t.update(f,i,1)}function l(h,f,p){p!==0&&(n.drawElementsInstanced(i,f,s,h*a,p),t.update(f,i,p))}function u(h,f,p){if(p===0)return;e.get("WEBGL_multi_draw").multiDrawElementsWEBGL(i,f,0,s,h,0,p);let M=0;for(let m=0;m<p;m++)M+=f[m];t.update(M,i,1)}this.setMode=r,this.setIndex=o,this.render=c,this.renderInstances=l,this.renderMultiDraw=u}function pR(n){let e={geometries:0,textures:0},t={frame:0,calls:0,triangles:0,points:0,lines:0};function i(s,a,o){switch(t.calls++,a){case n.TRIANGLES:t.triangles+=o*(s/3);break;case n.LINES:t.lines+=o*(s/2);break;case n.LINE_STRIP:t.lines+=o*(s-1);break;case n.LINE_LOOP:t.lines+=o*s;break;case n.POINTS:t.points+=o*s;break;default:Un("WebGLInfo: Unknown draw mode:",a);break}}function r(){t.calls=0,t.triangles=0,t.points=0,t.lines=0}return{memory:e,render:t,programs:null,autoReset:!0,reset:r,update:i}}function mR(n,e,t){let i=new WeakMap,r=new Qi;function s(a,o,c){let l=a.morphTargetInfluences,u=o.morphAttributes.position||o.morphAttributes.normal||o.morphAttributes.color,h=u!==void 0?u.length:0,f=i.get(o);if(f===void 0||f.count!==h){let j=function(){x.dispose(),i.delete(o),o.removeEventListener("dispose",j)};f!==void 0&&f.texture.dispose();let p=o.morphAttributes.position!==void 0,v=o.morphAttributes.normal!==void 0,M=o.morphAttributes.color!==void 0,m=o.morphAttributes.position||[],g=o.morphAttributes.normal||[],S=o.morphAttributes.color||[],T=0;p===!0&&(T=1),v===!0&&(T=2),M===!0&&(T=3);let b=o.attributes.position.count*T,D=1;b>e.maxTextureSize&&(D=Math.ceil(b/e.maxTextureSize),b=e.maxTextureSize);let C=new Float32Array(b*D*4*h),x=new nf(C,b,D,h);x.type=Ta,x.needsUpdate=!0;let A=T*4;for(let W=0;W<h;W++){let H=m[W],te=g[W],ee=S[W],k=b*D*4*W;for(let ie=0;ie<H.count;ie++){let pe=ie*A;p===!0&&(r.fromBufferAttribute(H,ie),C[k+pe+0]=r.x,C[k+pe+1]=r.y,C[k+pe+2]=r.z,C[k+pe+3]=0),v===!0&&(r.fromBufferAttribute(te,ie),C[k+pe+4]=r.x,C[k+pe+5]=r.y,C[k+pe+6]=r.z,C[k+pe+7]=0),M===!0&&(r.fromBufferAttribute(ee,ie),C[k+pe+8]=r.x,C[k+pe+9]=r.y,C[k+pe+10]=r.z,C[k+pe+11]=ee.itemSize===4?r.w:1)}}f={count:h,texture:x,size:new Bn(b,D)},i.set(o,f),o.addEventListener("dispose",j)}if(a.isInstancedMesh===!0&&a.morphTexture!==null)c.getUniforms().setValue(n,"morphTexture",a.morphTexture,t);else{let p=0;for(let M=0;M<l.length;M++)p+=l[M];let v=o.morphTargetsRelative?1:1-p;c.getUniforms().setValue(n,"morphTargetBaseInfluence",v),c.getUniforms().setValue(n,"morphTargetInfluences",l)}c.getUniforms().setValue(n,"morphTargetsTexture",f.texture,t),c.getUniforms().setValue(n,"morphTargetsTextureSize",f.size)}return{update:s}}function gR(n,e,t,i,r){let s=new WeakMap;function a(l){let u=r.render.frame,h=l.geometry,f=e.get(l,h);if(s.get(f)!==u&&(e.update(f),s.set(f,u)),l.isInstancedMesh&&(l.hasEventListener("dispose",c)===!1&&l.addEventListener("dispose",c),s.get(l)!==u&&(t.update(l.instanceMatrix,n.ARRAY_BUFFER),l.instanceColor!==null&&t.update(l.instanceColor,n.ARRAY_BUFFER),s.set(l,u))),l.isSkinnedMesh){let p=l.skeleton;s.get(p)!==u&&(p.update(),s.set(p,u))}return f}function o(){s=new WeakMap}function c(l){let u=l.target;u.removeEventListener("dispose",c),i.releaseStatesOfObject(u),t.remove(u.instanceMatrix),u.instanceColor!==null&&t.remove(u.instanceColor)}return{update:a,dispose:o}}var _R={[o0]:"LINEAR_TONE_MAPPING",[l0]:"REINHARD_TONE_MAPPING",[c0]:"CINEON_TONE_MAPPING",[u0]:"ACES_FILMIC_TONE_MAPPING",[h0]:"AGX_TONE_MAPPING",[d0]:"NEUTRAL_TONE_MAPPING",[f0]:"CUSTOM_TONE_MAPPING"};function vR(n,e,t,i,r,s){let a=new ks(e,t,{type:n,depthBuffer:r,stencilBuffer:s,samples:i?4:0,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,resolveDepthBuffer:!1,resolveStencilBuffer:!1}),o=null,c=null,l=null,u=new So;u.setAttribute("position",new ra([-1,3,0,-1,-1,0,3,-1,0],3)),u.setAttribute("uv",new ra([0,2,0,0,2,0],2));let h=new wd({uniforms:{tDiffuse:{value:null}},vertexShader:`
			precision highp float;

			uniform mat4 modelViewMatrix;
			uniform mat4 projectionMatrix;

			attribute vec3 position;
			attribute vec2 uv;

			varying vec2 vUv;

			void main() {
				vUv = uv;
				gl_Position = projectionMatrix * modelViewMatrix * vec4( position, 1.0 );
			}`,fragmentShader:`
			precision highp float;

			uniform sampler2D tDiffuse;

			varying vec2 vUv;

			#include <tonemapping_pars_fragment>
			#include <colorspace_pars_fragment>

			void main() {
				gl_FragColor = texture2D( tDiffuse, vUv );

				#ifdef LINEAR_TONE_MAPPING
					gl_FragColor.rgb = LinearToneMapping( gl_FragColor.rgb );
				#elif defined( REINHARD_TONE_MAPPING )
					gl_FragColor.rgb = ReinhardToneMapping( gl_FragColor.rgb );
				#elif defined( CINEON_TONE_MAPPING )
					gl_FragColor.rgb = CineonToneMapping( gl_FragColor.rgb );
				#elif defined( ACES_FILMIC_TONE_MAPPING )
					gl_FragColor.rgb = ACESFilmicToneMapping( gl_FragColor.rgb );
				#elif defined( AGX_TONE_MAPPING )
					gl_FragColor.rgb = AgXToneMapping( gl_FragColor.rgb );
				#elif defined( NEUTRAL_TONE_MAPPING )
					gl_FragColor.rgb = NeutralToneMapping( gl_FragColor.rgb );
				#elif defined( CUSTOM_TONE_MAPPING )
					gl_FragColor.rgb = CustomToneMapping( gl_FragColor.rgb );
				#endif

				#ifdef SRGB_TRANSFER
					gl_FragColor = sRGBTransferOETF( gl_FragColor );
				#endif
			}`,depthTest:!1,depthWrite:!1}),f=new ba(u,h),p=new pf(-1,1,1,-1,0,1),v=null,M=null,m=!1,g,S=null,T=[],b=!1;this.setSize=function(D,C){a.setSize(D,C),o!==null&&o.setSize(D,C),c!==null&&c.setSize(D,C);for(let x=0;x<T.length;x++){let A=T[x];A.setSize&&A.setSize(D,C)}},this.setEffects=function(D){T=D,b=T.length>0&&T[0].isRenderPass===!0;let C=a.width,x=a.height;T.length>0&&o===null&&(o=new ks(C,x,{type:Aa,depthBuffer:!1,stencilBuffer:!1}),c=new ks(C,x,{type:Aa,depthBuffer:!1,stencilBuffer:!1}));let A=r===!0&&T.some(j=>j.needsDepthTexture===!0);A!==(a.depthTexture!==null)&&(A===!0&&l===null&&(l=new bo(C,x),s===!0&&(l.format=Eo,l.type=Yl)),a.dispose(),a.depthTexture=A?l:null,a.resolveDepthBuffer=A,a.storeMultisampledDepthBuffer=A);for(let j=0;j<T.length;j++){let W=T[j];W.setSize&&W.setSize(C,x),A&&W.needsDepthTexture===!0&&W.setDepthTexture&&W.setDepthTexture(l)}},this.begin=function(D,C){if(m||D.toneMapping===ja&&T.length===0)return!1;if(S=C,C!==null){let x=C.width,A=C.height;(a.width!==x||a.height!==A)&&this.setSize(x,A)}return b===!1&&D.setRenderTarget(a),g=D.toneMapping,D.toneMapping=ja,!0},this.hasRenderPass=function(){return b},this.end=function(D,C){D.toneMapping=g,m=!0;let x=a,A=o;for(let j=0;j<T.length;j++){let W=T[j];W.enabled!==!1&&(W.render(D,A,x,C),W.needsSwap!==!1&&(x=A,A=A===o?c:o))}if(v!==D.outputColorSpace||M!==D.toneMapping){v=D.outputColorSpace,M=D.toneMapping,h.defines={},li.getTransfer(v)===Ai&&(h.defines.SRGB_TRANSFER="");let j=_R[M];j&&(h.defines[j]=""),h.needsUpdate=!0}h.uniforms.tDiffuse.value=x.texture,D.setRenderTarget(S),D.render(f,p),S=null,m=!1},this.isCompositing=function(){return m},this.dispose=function(){a.dispose(),o!==null&&o.dispose(),c!==null&&c.dispose(),u.dispose(),h.dispose()}}var vy=new Ts,xy=new bo(1,1),yy=new lf(1),Sy=new nf,by=new bd,My=new of,jx=[],Jx=[],Qx=new Float32Array(16),ey=new Float32Array(9),ty=new Float32Array(4);function Kc(n,e,t){let i=n[0];if(i<=0||i>0)return n;let r=e*t,s=jx[r];if(s===void 0&&(s=new Float32Array(r),jx[r]=s),e!==0){i.toArray(s,0);for(let a=1,o=0;a!==e;++a)o+=t,n[a].toArray(s,o)}return s}function Pr(n,e){if(n.length!==e.length)return!1;for(let t=0,i=n.length;t<i;t++)if(n[t]!==e[t])return!1;return!0}function Ir(n,e){for(let t=0,i=e.length;t<i;t++)n[t]=e[t]}function Np(n,e){let t=Jx[e];t===void 0&&(t=new Int32Array(e),Jx[e]=t);for(let i=0;i!==e;++i)t[i]=n.allocateTextureUnit();return t}function xR(n,e){let t=this.cache;t[0]!==e&&(n.uniform1f(this.addr,e),t[0]=e)}function yR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(n.uniform2f(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(Pr(t,e))return;n.uniform2fv(this.addr,e),Ir(t,e)}}function SR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(n.uniform3f(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else if(e.r!==void 0)(t[0]!==e.r||t[1]!==e.g||t[2]!==e.b)&&(n.uniform3f(this.addr,e.r,e.g,e.b),t[0]=e.r,t[1]=e.g,t[2]=e.b);else{if(Pr(t,e))return;n.uniform3fv(this.addr,e),Ir(t,e)}}function bR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(n.uniform4f(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(Pr(t,e))return;n.uniform4fv(this.addr,e),Ir(t,e)}}function MR(n,e){let t=this.cache,i=e.elements;if(i===void 0){if(Pr(t,e))return;n.uniformMatrix2fv(this.addr,!1,e),Ir(t,e)}else{if(Pr(t,i))return;ty.set(i),n.uniformMatrix2fv(this.addr,!1,ty),Ir(t,i)}}function ER(n,e){let t=this.cache,i=e.elements;if(i===void 0){if(Pr(t,e))return;n.uniformMatrix3fv(this.addr,!1,e),Ir(t,e)}else{if(Pr(t,i))return;ey.set(i),n.uniformMatrix3fv(this.addr,!1,ey),Ir(t,i)}}function TR(n,e){let t=this.cache,i=e.elements;if(i===void 0){if(Pr(t,e))return;n.uniformMatrix4fv(this.addr,!1,e),Ir(t,e)}else{if(Pr(t,i))return;Qx.set(i),n.uniformMatrix4fv(this.addr,!1,Qx),Ir(t,i)}}function AR(n,e){let t=this.cache;t[0]!==e&&(n.uniform1i(this.addr,e),t[0]=e)}function wR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(n.uniform2i(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(Pr(t,e))return;n.uniform2iv(this.addr,e),Ir(t,e)}}function CR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(n.uniform3i(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else{if(Pr(t,e))return;n.uniform3iv(this.addr,e),Ir(t,e)}}function RR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(n.uniform4i(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(Pr(t,e))return;n.uniform4iv(this.addr,e),Ir(t,e)}}function PR(n,e){let t=this.cache;t[0]!==e&&(n.uniform1ui(this.addr,e),t[0]=e)}function IR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y)&&(n.uniform2ui(this.addr,e.x,e.y),t[0]=e.x,t[1]=e.y);else{if(Pr(t,e))return;n.uniform2uiv(this.addr,e),Ir(t,e)}}function LR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z)&&(n.uniform3ui(this.addr,e.x,e.y,e.z),t[0]=e.x,t[1]=e.y,t[2]=e.z);else{if(Pr(t,e))return;n.uniform3uiv(this.addr,e),Ir(t,e)}}function DR(n,e){let t=this.cache;if(e.x!==void 0)(t[0]!==e.x||t[1]!==e.y||t[2]!==e.z||t[3]!==e.w)&&(n.uniform4ui(this.addr,e.x,e.y,e.z,e.w),t[0]=e.x,t[1]=e.y,t[2]=e.z,t[3]=e.w);else{if(Pr(t,e))return;n.uniform4uiv(this.addr,e),Ir(t,e)}}function Op(n){return n.version===0&&(n.compareFunction=E0,n.needsUpdate=!0),n}function NR(n,e,t){let i=this.cache,r=t.allocateTextureUnit();i[0]!==r&&(n.uniform1i(this.addr,r),i[0]=r);let s;this.type===n.SAMPLER_2D_SHADOW?s=Op(xy):s=vy,t.setTexture2D(e||s,r)}function OR(n,e,t){let i=this.cache,r=t.allocateTextureUnit();i[0]!==r&&(n.uniform1i(this.addr,r),i[0]=r),t.setTexture3D(e||by,r)}function FR(n,e,t){let i=this.cache,r=t.allocateTextureUnit();i[0]!==r&&(n.uniform1i(this.addr,r),i[0]=r);let s;this.type===n.SAMPLER_CUBE_SHADOW?s=Op(yy):s=My,t.setTextureCube(e||s,r)}function UR(n,e,t){let i=this.cache,r=t.allocateTextureUnit();i[0]!==r&&(n.uniform1i(this.addr,r),i[0]=r),t.setTexture2DArray(e||Sy,r)}function BR(n){switch(n){case 5126:return xR;case 35664:return yR;case 35665:return SR;case 35666:return bR;case 35674:return MR;case 35675:return ER;case 35676:return TR;case 5124:case 35670:return AR;case 35667:case 35671:return wR;case 35668:case 35672:return CR;case 35669:case 35673:return RR;case 5125:return PR;case 36294:return IR;case 36295:return LR;case 36296:return DR;case 35678:case 36198:case 36298:case 36306:case 35682:return NR;case 35679:case 36299:case 36307:return OR;case 35680:case 36300:case 36308:case 36293:return FR;case 36289:case 36303:case 36311:case 36292:return UR}}function kR(n,e){n.uniform1fv(this.addr,e)}function zR(n,e){let t=Kc(e,this.size,2);n.uniform2fv(this.addr,t)}function GR(n,e){let t=Kc(e,this.size,3);n.uniform3fv(this.addr,t)}function VR(n,e){let t=Kc(e,this.size,4);n.uniform4fv(this.addr,t)}function HR(n,e){let t=Kc(e,this.size,4);n.uniformMatrix2fv(this.addr,!1,t)}function WR(n,e){let t=Kc(e,this.size,9);n.uniformMatrix3fv(this.addr,!1,t)}function XR(n,e){let t=Kc(e,this.size,16);n.uniformMatrix4fv(this.addr,!1,t)}function YR(n,e){n.uniform1iv(this.addr,e)}function qR(n,e){n.uniform2iv(this.addr,e)}function $R(n,e){n.uniform3iv(this.addr,e)}function ZR(n,e){n.uniform4iv(this.addr,e)}function KR(n,e){n.uniform1uiv(this.addr,e)}function jR(n,e){n.uniform2uiv(this.addr,e)}function JR(n,e){n.uniform3uiv(this.addr,e)}function QR(n,e){n.uniform4uiv(this.addr,e)}function eP(n,e,t){let i=this.cache,r=e.length,s=Np(t,r);Pr(i,s)||(n.uniform1iv(this.addr,s),Ir(i,s));let a;this.type===n.SAMPLER_2D_SHADOW?a=Op(xy):a=vy;for(let o=0;o!==r;++o)t.setTexture2D(e[o]||a,s[o])}function tP(n,e,t){let i=this.cache,r=e.length,s=Np(t,r);Pr(i,s)||(n.uniform1iv(this.addr,s),Ir(i,s));for(let a=0;a!==r;++a)t.setTexture3D(e[a]||by,s[a])}function nP(n,e,t){let i=this.cache,r=e.length,s=Np(t,r);Pr(i,s)||(n.uniform1iv(this.addr,s),Ir(i,s));let a;this.type===n.SAMPLER_CUBE_SHADOW?a=Op(yy):a=My;for(let o=0;o!==r;++o)t.setTextureCube(e[o]||a,s[o])}function iP(n,e,t){let i=this.cache,r=e.length,s=Np(t,r);Pr(i,s)||(n.uniform1iv(this.addr,s),Ir(i,s));for(let a=0;a!==r;++a)t.setTexture2DArray(e[a]||Sy,s[a])}function rP(n){switch(n){case 5126:return kR;case 35664:return zR;case 35665:return GR;case 35666:return VR;case 35674:return HR;case 35675:return WR;case 35676:return XR;case 5124:case 35670:return YR;case 35667:case 35671:return qR;case 35668:case 35672:return $R;case 35669:case 35673:return ZR;case 5125:return KR;case 36294:return jR;case 36295:return JR;case 36296:return QR;case 35678:case 36198:case 36298:case 36306:case 35682:return eP;case 35679:case 36299:case 36307:return tP;case 35680:case 36300:case 36308:case 36293:return nP;case 36289:case 36303:case 36311:case 36292:return iP}}var U0=class{constructor(e,t,i){this.id=e,this.addr=i,this.cache=[],this.type=t.type,this.setValue=BR(t.type)}},B0=class{constructor(e,t,i){this.id=e,this.addr=i,this.cache=[],this.type=t.type,this.size=t.size,this.setValue=rP(t.type)}},k0=class{constructor(e){this.id=e,this.seq=[],this.map={}}setValue(e,t,i){let r=this.seq;for(let s=0,a=r.length;s!==a;++s){let o=r[s];o.setValue(e,t[o.id],i)}}},O0=/(\w+)(\])?(\[|\.)?/g;function ny(n,e){n.seq.push(e),n.map[e.id]=e}function sP(n,e,t){let i=n.name,r=i.length;for(O0.lastIndex=0;;){let s=O0.exec(i),a=O0.lastIndex,o=s[1],c=s[2]==="]",l=s[3];if(c&&(o=o|0),l===void 0||l==="["&&a+2===r){ny(t,l===void 0?new U0(o,n,e):new B0(o,n,e));break}else{let h=t.map[o];h===void 0&&(h=new k0(o),ny(t,h)),t=h}}}var Zc=class{constructor(e,t){this.seq=[],this.map={};let i=e.getProgramParameter(t,e.ACTIVE_UNIFORMS);for(let a=0;a<i;++a){let o=e.getActiveUniform(t,a),c=e.getUniformLocation(t,o.name);sP(o,c,this)}let r=[],s=[];for(let a of this.seq)a.type===e.SAMPLER_2D_SHADOW||a.type===e.SAMPLER_CUBE_SHADOW||a.type===e.SAMPLER_2D_ARRAY_SHADOW?r.push(a):s.push(a);r.length>0&&(this.seq=r.concat(s))}setValue(e,t,i,r){let s=this.map[t];s!==void 0&&s.setValue(e,i,r)}setOptional(e,t,i){let r=t[i];r!==void 0&&this.setValue(e,i,r)}static upload(e,t,i,r){for(let s=0,a=t.length;s!==a;++s){let o=t[s],c=i[o.id];c.needsUpdate!==!1&&o.setValue(e,c.value,r)}}static seqWithValue(e,t){let i=[];for(let r=0,s=e.length;r!==s;++r){let a=e[r];a.id in t&&i.push(a)}return i}};function iy(n,e,t){let i=n.createShader(e);return n.shaderSource(i,t),n.compileShader(i),i}var aP=37297,oP=0;function lP(n,e){let t=n.split(`
`),i=[],r=Math.max(e-6,0),s=Math.min(e+6,t.length);for(let a=r;a<s;a++){let o=a+1;i.push(`${o===e?">":" "} ${o}: ${t[a]}`)}return i.join(`
`)}var ry=new Vn;function cP(n){li._getMatrix(ry,li.workingColorSpace,n);let e=`mat3( ${ry.elements.map(t=>t.toFixed(4))} )`;switch(li.getTransfer(n)){case ef:return[e,"LinearTransferOETF"];case Ai:return[e,"sRGBTransferOETF"];default:return Fn("WebGLProgram: Unsupported color space: ",n),[e,"LinearTransferOETF"]}}function sy(n,e,t){let i=n.getShaderParameter(e,n.COMPILE_STATUS),s=(n.getShaderInfoLog(e)||"").trim();if(i&&s==="")return"";let a=/ERROR: 0:(\d+)/.exec(s);if(a){let o=parseInt(a[1]);return t.toUpperCase()+`

`+s+`

`+lP(n.getShaderSource(e),o)}else return s}function uP(n,e){let t=cP(e);return[`vec4 ${n}( vec4 value ) {`,`	return ${t[1]}( vec4( ${t[0]} * value.rgb, value.a ) );`,"}"].join(`
`)}var fP={[o0]:"Linear",[l0]:"Reinhard",[c0]:"Cineon",[u0]:"ACESFilmic",[h0]:"AgX",[d0]:"Neutral",[f0]:"Custom"};function hP(n,e){let t=fP[e];return t===void 0?(Fn("WebGLProgram: Unsupported toneMapping:",e),"vec3 "+n+"( vec3 color ) { return LinearToneMapping( color ); }"):"vec3 "+n+"( vec3 color ) { return "+t+"ToneMapping( color ); }"}var Lp=new Ie;function dP(){li.getLuminanceCoefficients(Lp);let n=Lp.x.toFixed(4),e=Lp.y.toFixed(4),t=Lp.z.toFixed(4);return["float luminance( const in vec3 rgb ) {",`	const vec3 weights = vec3( ${n}, ${e}, ${t} );`,"	return dot( weights, rgb );","}"].join(`
`)}function pP(n){return[n.extensionClipCullDistance?"#extension GL_ANGLE_clip_cull_distance : require":"",n.extensionMultiDraw?"#extension GL_ANGLE_multi_draw : require":""].filter(Tf).join(`
`)}function mP(n){let e=[];for(let t in n){let i=n[t];i!==!1&&e.push("#define "+t+" "+i)}return e.join(`
`)}function gP(n,e){let t={},i=n.getProgramParameter(e,n.ACTIVE_ATTRIBUTES);for(let r=0;r<i;r++){let s=n.getActiveAttrib(e,r),a=s.name,o=1;s.type===n.FLOAT_MAT2&&(o=2),s.type===n.FLOAT_MAT3&&(o=3),s.type===n.FLOAT_MAT4&&(o=4),t[a]={type:s.type,location:n.getAttribLocation(e,a),locationSize:o}}return t}function Tf(n){return n!==""}function ay(n,e){let t=e.numSpotLightShadows+e.numSpotLightMaps-e.numSpotLightShadowsWithMaps;return n.replace(/NUM_SUN_LIGHTS/g,e.numSunLights).replace(/NUM_DIR_LIGHTS/g,e.numDirLights).replace(/NUM_SPOT_LIGHTS/g,e.numSpotLights).replace(/NUM_SPOT_LIGHT_MAPS/g,e.numSpotLightMaps).replace(/NUM_SPOT_LIGHT_COORDS/g,t).replace(/NUM_RECT_AREA_LIGHTS/g,e.numRectAreaLights).replace(/NUM_POINT_LIGHTS/g,e.numPointLights).replace(/NUM_HEMI_LIGHTS/g,e.numHemiLights).replace(/NUM_SUN_LIGHT_SHADOWS/g,e.numSunLightShadows).replace(/NUM_DIR_LIGHT_SHADOWS/g,e.numDirLightShadows).replace(/NUM_SPOT_LIGHT_SHADOWS_WITH_MAPS/g,e.numSpotLightShadowsWithMaps).replace(/NUM_SPOT_LIGHT_SHADOWS/g,e.numSpotLightShadows).replace(/NUM_POINT_LIGHT_SHADOWS/g,e.numPointLightShadows).replace(/NUM_LIGHT_PROBE_GRIDS/g,e.numLightProbeGrids)}function oy(n,e){return n.replace(/NUM_CLIPPING_PLANES/g,e.numClippingPlanes).replace(/UNION_CLIPPING_PLANES/g,e.numClippingPlanes-e.numClipIntersection)}var _P=/^[ \t]*#include +<([\w\d./]+)>/gm;function z0(n){return n.replace(_P,vP)}function vP(n,e){let t=$n[e];if(t===void 0)throw new Error("THREE.WebGLProgram: Can not resolve #include <"+e+">");return z0(t)}var xP=/#pragma unroll_loop_start\s+for\s*\(\s*int\s+i\s*=\s*(\d+)\s*;\s*i\s*<\s*(\d+)\s*;\s*i\s*\+\+\s*\)\s*{([\s\S]+?)}\s+#pragma unroll_loop_end/g;function ly(n){return n.replace(xP,yP)}function yP(n,e,t,i){let r="";for(let s=parseInt(e);s<parseInt(t);s++)r+=i.replace(/\[\s*i\s*\]/g,"[ "+s+" ]").replace(/UNROLLED_LOOP_INDEX/g,s);return r}function cy(n){let e=`precision ${n.precision} float;
	precision ${n.precision} int;
	precision ${n.precision} sampler2D;
	precision ${n.precision} samplerCube;
	precision ${n.precision} sampler3D;
	precision ${n.precision} sampler2DArray;
	precision ${n.precision} sampler2DShadow;
	precision ${n.precision} samplerCubeShadow;
	precision ${n.precision} sampler2DArrayShadow;
	precision ${n.precision} isampler2D;
	precision ${n.precision} isampler3D;
	precision ${n.precision} isamplerCube;
	precision ${n.precision} isampler2DArray;
	precision ${n.precision} usampler2D;
	precision ${n.precision} usampler3D;
	precision ${n.precision} usamplerCube;
	precision ${n.precision} usampler2DArray;
	`;return n.precision==="highp"?e+=`
#define HIGH_PRECISION`:n.precision==="mediump"?e+=`
#define MEDIUM_PRECISION`:n.precision==="lowp"&&(e+=`
#define LOW_PRECISION`),e}var SP={[gf]:"SHADOWMAP_TYPE_PCF",[Wc]:"SHADOWMAP_TYPE_VSM"};function bP(n){return SP[n.shadowMapType]||"SHADOWMAP_TYPE_BASIC"}var MP={[Yc]:"ENVMAP_MODE_REFRACTION"};function EP(n){return n.envMap===!1?"ENVMAP_MODE_REFLECTION":MP[n.envMapMode]||"ENVMAP_MODE_REFLECTION"}var TP={[a0]:"ENVMAP_BLENDING_MULTIPLY",[Tx]:"ENVMAP_BLENDING_MIX",[Ax]:"ENVMAP_BLENDING_ADD"};function AP(n){return n.envMap===!1?"ENVMAP_BLENDING_NONE":TP[n.combine]||"ENVMAP_BLENDING_NONE"}function wP(n,e,t,i){let r=n.getContext(),s=t.defines,a=t.vertexShader,o=t.fragmentShader,c=bP(t),l=t.envMapPMREM===!0?"ENVMAP_TYPE_PMREM":"ENVMAP_TYPE_CUBE",u=EP(t),h=AP(t),f=pP(t),p=mP(s),v=r.createProgram(),M,m,g=t.glslVersion?"#version "+t.glslVersion+`
`:"";t.isRawShaderMaterial?(M=["#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,p].filter(Tf).join(`
`),M.length>0&&(M+=`
`),m=["#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,p].filter(Tf).join(`
`),m.length>0&&(m+=`
`)):(M=[cy(t),"#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,p,t.extensionClipCullDistance?"#define USE_CLIP_DISTANCE":"",t.batching?"#define USE_BATCHING":"",t.batchingColor?"#define USE_BATCHING_COLOR":"",t.instancing?"#define USE_INSTANCING":"",t.instancingColor?"#define USE_INSTANCING_COLOR":"",t.instancingMorph?"#define USE_INSTANCING_MORPH":"",t.useFog&&t.fog?"#define USE_FOG":"",t.useFog&&t.fogExp2?"#define FOG_EXP2":"",t.map?"#define USE_MAP":"",t.envMap?"#define USE_ENVMAP":"",t.envMap?"#define "+u:"",t.lightMap?"#define USE_LIGHTMAP":"",t.aoMap?"#define USE_AOMAP":"",t.bumpMap?"#define USE_BUMPMAP":"",t.normalMap?"#define USE_NORMALMAP":"",t.normalMapObjectSpace?"#define USE_NORMALMAP_OBJECTSPACE":"",t.normalMapTangentSpace?"#define USE_NORMALMAP_TANGENTSPACE":"",t.displacementMap?"#define USE_DISPLACEMENTMAP":"",t.emissiveMap?"#define USE_EMISSIVEMAP":"",t.anisotropy?"#define USE_ANISOTROPY":"",t.anisotropyMap?"#define USE_ANISOTROPYMAP":"",t.clearcoatMap?"#define USE_CLEARCOATMAP":"",t.clearcoatRoughnessMap?"#define USE_CLEARCOAT_ROUGHNESSMAP":"",t.clearcoatNormalMap?"#define USE_CLEARCOAT_NORMALMAP":"",t.diffuseRoughnessMap?"#define USE_DIFFUSE_ROUGHNESSMAP":"",t.iridescenceMap?"#define USE_IRIDESCENCEMAP":"",t.iridescenceThicknessMap?"#define USE_IRIDESCENCE_THICKNESSMAP":"",t.specularMap?"#define USE_SPECULARMAP":"",t.specularColorMap?"#define USE_SPECULAR_COLORMAP":"",t.specularIntensityMap?"#define USE_SPECULAR_INTENSITYMAP":"",t.roughnessMap?"#define USE_ROUGHNESSMAP":"",t.metalnessMap?"#define USE_METALNESSMAP":"",t.alphaMap?"#define USE_ALPHAMAP":"",t.alphaHash?"#define USE_ALPHAHASH":"",t.transmission?"#define USE_TRANSMISSION":"",t.transmissionMap?"#define USE_TRANSMISSIONMAP":"",t.thicknessMap?"#define USE_THICKNESSMAP":"",t.sheenColorMap?"#define USE_SHEEN_COLORMAP":"",t.sheenRoughnessMap?"#define USE_SHEEN_ROUGHNESSMAP":"",t.mapUv?"#define MAP_UV "+t.mapUv:"",t.alphaMapUv?"#define ALPHAMAP_UV "+t.alphaMapUv:"",t.lightMapUv?"#define LIGHTMAP_UV "+t.lightMapUv:"",t.aoMapUv?"#define AOMAP_UV "+t.aoMapUv:"",t.emissiveMapUv?"#define EMISSIVEMAP_UV "+t.emissiveMapUv:"",t.bumpMapUv?"#define BUMPMAP_UV "+t.bumpMapUv:"",t.normalMapUv?"#define NORMALMAP_UV "+t.normalMapUv:"",t.displacementMapUv?"#define DISPLACEMENTMAP_UV "+t.displacementMapUv:"",t.metalnessMapUv?"#define METALNESSMAP_UV "+t.metalnessMapUv:"",t.roughnessMapUv?"#define ROUGHNESSMAP_UV "+t.roughnessMapUv:"",t.anisotropyMapUv?"#define ANISOTROPYMAP_UV "+t.anisotropyMapUv:"",t.clearcoatMapUv?"#define CLEARCOATMAP_UV "+t.clearcoatMapUv:"",t.clearcoatNormalMapUv?"#define CLEARCOAT_NORMALMAP_UV "+t.clearcoatNormalMapUv:"",t.clearcoatRoughnessMapUv?"#define CLEARCOAT_ROUGHNESSMAP_UV "+t.clearcoatRoughnessMapUv:"",t.diffuseRoughnessMapUv?"#define DIFFUSE_ROUGHNESSMAP_UV "+t.diffuseRoughnessMapUv:"",t.iridescenceMapUv?"#define IRIDESCENCEMAP_UV "+t.iridescenceMapUv:"",t.iridescenceThicknessMapUv?"#define IRIDESCENCE_THICKNESSMAP_UV "+t.iridescenceThicknessMapUv:"",t.sheenColorMapUv?"#define SHEEN_COLORMAP_UV "+t.sheenColorMapUv:"",t.sheenRoughnessMapUv?"#define SHEEN_ROUGHNESSMAP_UV "+t.sheenRoughnessMapUv:"",t.specularMapUv?"#define SPECULARMAP_UV "+t.specularMapUv:"",t.specularColorMapUv?"#define SPECULAR_COLORMAP_UV "+t.specularColorMapUv:"",t.specularIntensityMapUv?"#define SPECULAR_INTENSITYMAP_UV "+t.specularIntensityMapUv:"",t.transmissionMapUv?"#define TRANSMISSIONMAP_UV "+t.transmissionMapUv:"",t.thicknessMapUv?"#define THICKNESSMAP_UV "+t.thicknessMapUv:"",t.vertexTangents&&t.flatShading===!1?"#define USE_TANGENT":"",t.vertexNormals?"#define HAS_NORMAL":"",t.vertexColors?"#define USE_COLOR":"",t.vertexAlphas?"#define USE_COLOR_ALPHA":"",t.vertexUv1s?"#define USE_UV1":"",t.vertexUv2s?"#define USE_UV2":"",t.vertexUv3s?"#define USE_UV3":"",t.pointsUvs?"#define USE_POINTS_UV":"",t.flatShading?"#define FLAT_SHADED":"",t.skinning?"#define USE_SKINNING":"",t.morphTargets?"#define USE_MORPHTARGETS":"",t.morphNormals&&t.flatShading===!1?"#define USE_MORPHNORMALS":"",t.morphColors?"#define USE_MORPHCOLORS":"",t.morphTargetsCount>0?"#define MORPHTARGETS_TEXTURE_STRIDE "+t.morphTextureStride:"",t.morphTargetsCount>0?"#define MORPHTARGETS_COUNT "+t.morphTargetsCount:"",t.doubleSided?"#define DOUBLE_SIDED":"",t.flipSided?"#define FLIP_SIDED":"",t.shadowMapEnabled?"#define USE_SHADOWMAP":"",t.shadowMapEnabled?"#define "+c:"",t.sizeAttenuation?"#define USE_SIZEATTENUATION":"",t.numLightProbes>0?"#define USE_LIGHT_PROBES":"",t.logarithmicDepthBuffer?"#define USE_LOGARITHMIC_DEPTH_BUFFER":"",t.reversedDepthBuffer?"#define USE_REVERSED_DEPTH_BUFFER":"","uniform mat4 modelMatrix;","uniform mat4 modelViewMatrix;","uniform mat4 projectionMatrix;","uniform mat4 viewMatrix;","uniform mat3 normalMatrix;","uniform vec3 cameraPosition;","uniform bool isOrthographic;","#ifdef USE_INSTANCING","	attribute mat4 instanceMatrix;","#endif","#ifdef USE_INSTANCING_COLOR","	attribute vec3 instanceColor;","#endif","#ifdef USE_INSTANCING_MORPH","	uniform sampler2D morphTexture;","#endif","attribute vec3 position;","attribute vec3 normal;","attribute vec2 uv;","#ifdef USE_UV1","	attribute vec2 uv1;","#endif","#ifdef USE_UV2","	attribute vec2 uv2;","#endif","#ifdef USE_UV3","	attribute vec2 uv3;","#endif","#ifdef USE_TANGENT","	attribute vec4 tangent;","#endif","#if defined( USE_COLOR_ALPHA )","	attribute vec4 color;","#elif defined( USE_COLOR )","	attribute vec3 color;","#endif","#ifdef USE_SKINNING","	attribute vec4 skinIndex;","	attribute vec4 skinWeight;","#endif",`
`].filter(Tf).join(`
`),m=[cy(t),"#define SHADER_TYPE "+t.shaderType,"#define SHADER_NAME "+t.shaderName,p,t.useFog&&t.fog?"#define USE_FOG":"",t.useFog&&t.fogExp2?"#define FOG_EXP2":"",t.alphaToCoverage?"#define ALPHA_TO_COVERAGE":"",t.map?"#define USE_MAP":"",t.matcap?"#define USE_MATCAP":"",t.envMap?"#define USE_ENVMAP":"",t.envMap?"#define "+l:"",t.envMap?"#define "+u:"",t.envMap?"#define "+h:"",t.envMapPMREM?"#define ENVMAP_MAX_LOD "+t.envMapMaxLod+".0":"",t.envMapPMREM?"#define ENVMAP_SIZE "+t.envMapSize+".0":"",t.lightMap?"#define USE_LIGHTMAP":"",t.aoMap?"#define USE_AOMAP":"",t.bumpMap?"#define USE_BUMPMAP":"",t.normalMap?"#define USE_NORMALMAP":"",t.normalMapObjectSpace?"#define USE_NORMALMAP_OBJECTSPACE":"",t.normalMapTangentSpace?"#define USE_NORMALMAP_TANGENTSPACE":"",t.packedNormalMap?"#define USE_PACKED_NORMALMAP":"",t.emissiveMap?"#define USE_EMISSIVEMAP":"",t.anisotropy?"#define USE_ANISOTROPY":"",t.anisotropyMap?"#define USE_ANISOTROPYMAP":"",t.clearcoat?"#define USE_CLEARCOAT":"",t.clearcoatMap?"#define USE_CLEARCOATMAP":"",t.clearcoatRoughnessMap?"#define USE_CLEARCOAT_ROUGHNESSMAP":"",t.clearcoatNormalMap?"#define USE_CLEARCOAT_NORMALMAP":"",t.diffuseRoughness?"#define USE_DIFFUSE_ROUGHNESS":"",t.diffuseRoughnessMap?"#define USE_DIFFUSE_ROUGHNESSMAP":"",t.dispersion?"#define USE_DISPERSION":"",t.retroreflection?"#define USE_RETROREFLECTION":"",t.iridescence?"#define USE_IRIDESCENCE":"",t.iridescenceMap?"#define USE_IRIDESCENCEMAP":"",t.iridescenceThicknessMap?"#define USE_IRIDESCENCE_THICKNESSMAP":"",t.specularMap?"#define USE_SPECULARMAP":"",t.specularColorMap?"#define USE_SPECULAR_COLORMAP":"",t.specularIntensityMap?"#define USE_SPECULAR_INTENSITYMAP":"",t.roughnessMap?"#define USE_ROUGHNESSMAP":"",t.metalnessMap?"#define USE_METALNESSMAP":"",t.alphaMap?"#define USE_ALPHAMAP":"",t.alphaTest?"#define USE_ALPHATEST":"",t.alphaHash?"#define USE_ALPHAHASH":"",t.sheen?"#define USE_SHEEN":"",t.sheenColorMap?"#define USE_SHEEN_COLORMAP":"",t.sheenRoughnessMap?"#define USE_SHEEN_ROUGHNESSMAP":"",t.transmission?"#define USE_TRANSMISSION":"",t.transmissionMap?"#define USE_TRANSMISSIONMAP":"",t.thicknessMap?"#define USE_THICKNESSMAP":"",t.vertexTangents&&t.flatShading===!1?"#define USE_TANGENT":"",t.vertexColors||t.instancingColor?"#define USE_COLOR":"",t.vertexAlphas||t.batchingColor?"#define USE_COLOR_ALPHA":"",t.vertexUv1s?"#define USE_UV1":"",t.vertexUv2s?"#define USE_UV2":"",t.vertexUv3s?"#define USE_UV3":"",t.pointsUvs?"#define USE_POINTS_UV":"",t.gradientMap?"#define USE_GRADIENTMAP":"",t.flatShading?"#define FLAT_SHADED":"",t.doubleSided?"#define DOUBLE_SIDED":"",t.flipSided?"#define FLIP_SIDED":"",t.shadowMapEnabled?"#define USE_SHADOWMAP":"",t.shadowMapEnabled?"#define "+c:"",t.premultipliedAlpha?"#define PREMULTIPLIED_ALPHA":"",t.numLightProbes>0?"#define USE_LIGHT_PROBES":"",t.decodeVideoTexture?"#define DECODE_VIDEO_TEXTURE":"",t.decodeVideoTextureEmissive?"#define DECODE_VIDEO_TEXTURE_EMISSIVE":"",t.logarithmicDepthBuffer?"#define USE_LOGARITHMIC_DEPTH_BUFFER":"",t.reversedDepthBuffer?"#define USE_REVERSED_DEPTH_BUFFER":"","uniform mat4 viewMatrix;","uniform vec3 cameraPosition;","uniform bool isOrthographic;",t.toneMapping!==ja?"#define TONE_MAPPING":"",t.toneMapping!==ja?$n.tonemapping_pars_fragment:"",t.toneMapping!==ja?hP("toneMapping",t.toneMapping):"",t.dithering?"#define DITHERING":"",t.opaque?"#define OPAQUE":"",$n.colorspace_pars_fragment,uP("linearToOutputTexel",t.outputColorSpace),dP(),t.useDepthPacking?"#define DEPTH_PACKING "+t.depthPacking:"",`
`].filter(Tf).join(`
`)),a=z0(a),a=ay(a,t),a=oy(a,t),o=z0(o),o=ay(o,t),o=oy(o,t),a=ly(a),o=ly(o),t.isRawShaderMaterial!==!0&&(g=`#version 300 es
`,M=[f,"#define attribute in","#define varying out","#define texture2D texture"].join(`
`)+`
`+M,m=["#define varying in",t.glslVersion===T0?"":"layout(location = 0) out highp vec4 pc_fragColor;",t.glslVersion===T0?"":"#define gl_FragColor pc_fragColor","#define gl_FragDepthEXT gl_FragDepth","#define texture2D texture","#define textureCube texture","#define texture2DProj textureProj","#define texture2DLodEXT textureLod","#define texture2DProjLodEXT textureProjLod","#define textureCubeLodEXT textureLod","#define texture2DGradEXT textureGrad","#define texture2DProjGradEXT textureProjGrad","#define textureCubeGradEXT textureGrad"].join(`
`)+`
`+m);let S=g+M+a,T=g+m+o,b=iy(r,r.VERTEX_SHADER,S),D=iy(r,r.FRAGMENT_SHADER,T);r.attachShader(v,b),r.attachShader(v,D),t.index0AttributeName!==void 0?r.bindAttribLocation(v,0,t.index0AttributeName):t.hasPositionAttribute===!0&&r.bindAttribLocation(v,0,"position"),r.linkProgram(v);function C(W){if(n.debug.checkShaderErrors){let H=r.getProgramInfoLog(v)||"",te=r.getShaderInfoLog(b)||"",ee=r.getShaderInfoLog(D)||"",k=H.trim(),ie=te.trim(),pe=ee.trim(),$=!0,Oe=!0;if(r.getProgramParameter(v,r.LINK_STATUS)===!1)if($=!1,typeof n.debug.onShaderError=="function")n.debug.onShaderError(r,v,b,D);else{let he=sy(r,b,"vertex"),Se=sy(r,D,"fragment");Un("WebGLProgram: Shader Error "+r.getError()+" - VALIDATE_STATUS "+r.getProgramParameter(v,r.VALIDATE_STATUS)+`

Material Name: `+W.name+`
Material Type: `+W.type+`

Program Info Log: `+k+`
`+he+`
`+Se)}else k!==""?Fn("WebGLProgram: Program Info Log:",k):(ie===""||pe==="")&&(Oe=!1);Oe&&(W.diagnostics={runnable:$,programLog:k,vertexShader:{log:ie,prefix:M},fragmentShader:{log:pe,prefix:m}})}r.deleteShader(b),r.deleteShader(D),x=new Zc(r,v),A=gP(r,v)}let x;this.getUniforms=function(){return x===void 0&&C(this),x};let A;this.getAttributes=function(){return A===void 0&&C(this),A};let j=t.rendererExtensionParallelShaderCompile===!1;return this.isReady=function(){return j===!1&&(j=r.getProgramParameter(v,aP)),j},this.destroy=function(){i.releaseStatesOfProgram(this),r.deleteProgram(v),this.program=void 0},this.type=t.shaderType,this.name=t.shaderName,this.id=oP++,this.cacheKey=e,this.usedTimes=1,this.program=v,this.vertexShader=b,this.fragmentShader=D,this}var CP=0,G0=class{constructor(){this.shaderCache=new Map,this.materialCache=new Map}update(e,t,i){let r=this._getShaderCacheForMaterial(e);return r.has(t)===!1&&(r.add(t),t.usedTimes++),r.has(i)===!1&&(r.add(i),i.usedTimes++),this}remove(e){let t=this.materialCache.get(e);for(let i of t)i.usedTimes--,i.usedTimes===0&&this.shaderCache.delete(i.code);return this.materialCache.delete(e),this}getVertexShaderStage(e){return this._getShaderStage(e.vertexShader)}getFragmentShaderStage(e){return this._getShaderStage(e.fragmentShader)}dispose(){this.shaderCache.clear(),this.materialCache.clear()}_getShaderCacheForMaterial(e){let t=this.materialCache,i=t.get(e);return i===void 0&&(i=new Set,t.set(e,i)),i}_getShaderStage(e){let t=this.shaderCache,i=t.get(e);return i===void 0&&(i=new V0(e),t.set(e,i)),i}},V0=class{constructor(e){this.id=CP++,this.code=e,this.usedTimes=0}};function RP(n){return n===ml||n===bf||n===Mf}function PP(n,e,t,i,r,s){let a=new rf,o=new G0,c=new Set,l=[],u=new Map,h=i.logarithmicDepthBuffer,f={MeshDepthMaterial:"depth",MeshDistanceMaterial:"distance",MeshNormalMaterial:"normal",MeshBasicMaterial:"basic",MeshLambertMaterial:"lambert",MeshPhongMaterial:"phong",MeshToonMaterial:"toon",MeshStandardMaterial:"physical",MeshPhysicalMaterial:"physical",MeshMatcapMaterial:"matcap",LineBasicMaterial:"basic",LineDashedMaterial:"dashed",PointsMaterial:"points",ShadowMaterial:"shadow",SpriteMaterial:"sprite"};function p(x){return c.add(x),x===0?"uv":`uv${x}`}function v(x,A,j,W,H,te){let ee=W.fog,k=H.geometry,ie=x.isMeshStandardMaterial||x.isMeshLambertMaterial||x.isMeshPhongMaterial?W.environment:null,pe=x.isMeshStandardMaterial||x.isMeshLambertMaterial&&!x.envMap||x.isMeshPhongMaterial&&!x.envMap,$=e.get(x.envMap||ie,pe),Oe=f[x.type],he=i.precision;x.precision!==null&&(he=i.getMaxPrecision(x.precision),he!==x.precision&&Fn("WebGLProgram.getParameters:",x.precision,"not supported, using",he,"instead."));let Se=k.morphAttributes.position||k.morphAttributes.normal||k.morphAttributes.color,re=Se!==void 0?Se.length:0,De=0;k.morphAttributes.position!==void 0&&(De=1),k.morphAttributes.normal!==void 0&&(De=2),k.morphAttributes.color!==void 0&&(De=3);let Be,ye,We,rt;if(Oe){let ot=Qa[Oe];Be=ot.vertexShader,ye=ot.fragmentShader}else{Be=x.vertexShader,ye=x.fragmentShader;let ot=o.getVertexShaderStage(x),mn=o.getFragmentShaderStage(x);o.update(x,ot,mn),We=ot.id,rt=mn.id}let bt=n.getRenderTarget(),et=n.state.buffers.depth.getReversed(),nn=H.isInstancedMesh===!0,pn=H.isBatchedMesh===!0,Qt=!!x.map,Rn=!!x.matcap,ht=!!$,Ft=ht&&$.isPMREMTexture===!0,hn=!!x.aoMap,en=!!x.lightMap,gn=!!x.bumpMap&&x.wireframe===!1,_n=!!x.normalMap,vi=!!x.displacementMap,kn=!!x.emissiveMap,I=!!x.metalnessMap,ti=!!x.roughnessMap,ui=x.anisotropy>0,K=x.clearcoat>0,yt=x.diffuseRoughness>0,rn=x.dispersion>0,Mn=x.retroreflectivity>0,nt=x.iridescence>0,St=x.sheen>0,Bt=x.transmission>0,ln=ui&&!!x.anisotropyMap,F=K&&!!x.clearcoatMap,E=K&&!!x.clearcoatNormalMap,oe=K&&!!x.clearcoatRoughnessMap,Ze=yt&&!!x.diffuseRoughnessMap,Ve=nt&&!!x.iridescenceMap,_t=nt&&!!x.iridescenceThicknessMap,pt=St&&!!x.sheenColorMap,Ne=St&&!!x.sheenRoughnessMap,ze=!!x.specularMap,Ce=!!x.specularColorMap,B=!!x.specularIntensityMap,xe=Bt&&!!x.transmissionMap,me=Bt&&!!x.thicknessMap,Ge=!!x.gradientMap,Xe=!!x.alphaMap,qe=x.alphaTest>0,ft=!!x.alphaHash,Zt=!!x.extensions,Fe=ja;x.toneMapped&&(bt===null||bt.isXRRenderTarget===!0)&&(Fe=n.toneMapping);let Rt=Ft?$.isCompressedCubeTexture?$.image[0].mipmaps:$.mipmaps:null,sn={shaderID:Oe,shaderType:x.type,shaderName:x.name,vertexShader:Be,fragmentShader:ye,defines:x.defines,customVertexShaderID:We,customFragmentShaderID:rt,isRawShaderMaterial:x.isRawShaderMaterial===!0,glslVersion:x.glslVersion,precision:he,batching:pn,batchingColor:pn&&H._colorsTexture!==null,instancing:nn,instancingColor:nn&&H.instanceColor!==null,instancingMorph:nn&&H.morphTexture!==null,outputColorSpace:bt===null?n.outputColorSpace:bt.isXRRenderTarget===!0?bt.texture.colorSpace:li.workingColorSpace,alphaToCoverage:!!x.alphaToCoverage,map:Qt,matcap:Rn,envMap:ht,envMapMode:ht&&$.mapping,envMapPMREM:Ft,envMapMaxLod:Ft?Rt.length-1:null,envMapSize:Ft?Rt[0].width:null,aoMap:hn,lightMap:en,bumpMap:gn,normalMap:_n,displacementMap:vi,emissiveMap:kn,normalMapObjectSpace:_n&&x.normalMapType===Rx,normalMapTangentSpace:_n&&x.normalMapType===Pp,packedNormalMap:_n&&x.normalMapType===Pp&&RP(x.normalMap.format),metalnessMap:I,roughnessMap:ti,anisotropy:ui,anisotropyMap:ln,clearcoat:K,clearcoatMap:F,clearcoatNormalMap:E,clearcoatRoughnessMap:oe,diffuseRoughness:yt,diffuseRoughnessMap:Ze,dispersion:rn,retroreflection:Mn,iridescence:nt,iridescenceMap:Ve,iridescenceThicknessMap:_t,sheen:St,sheenColorMap:pt,sheenRoughnessMap:Ne,specularMap:ze,specularColorMap:Ce,specularIntensityMap:B,transmission:Bt,transmissionMap:xe,thicknessMap:me,gradientMap:Ge,opaque:x.transparent===!1&&x.blending===Xc&&x.alphaToCoverage===!1,alphaMap:Xe,alphaTest:qe,alphaHash:ft,combine:x.combine,mapUv:Qt&&p(x.map.channel),aoMapUv:hn&&p(x.aoMap.channel),lightMapUv:en&&p(x.lightMap.channel),bumpMapUv:gn&&p(x.bumpMap.channel),normalMapUv:_n&&p(x.normalMap.channel),displacementMapUv:vi&&p(x.displacementMap.channel),emissiveMapUv:kn&&p(x.emissiveMap.channel),metalnessMapUv:I&&p(x.metalnessMap.channel),roughnessMapUv:ti&&p(x.roughnessMap.channel),anisotropyMapUv:ln&&p(x.anisotropyMap.channel),clearcoatMapUv:F&&p(x.clearcoatMap.channel),clearcoatNormalMapUv:E&&p(x.clearcoatNormalMap.channel),clearcoatRoughnessMapUv:oe&&p(x.clearcoatRoughnessMap.channel),diffuseRoughnessMapUv:Ze&&p(x.diffuseRoughnessMap.channel),iridescenceMapUv:Ve&&p(x.iridescenceMap.channel),iridescenceThicknessMapUv:_t&&p(x.iridescenceThicknessMap.channel),sheenColorMapUv:pt&&p(x.sheenColorMap.channel),sheenRoughnessMapUv:Ne&&p(x.sheenRoughnessMap.channel),specularMapUv:ze&&p(x.specularMap.channel),specularColorMapUv:Ce&&p(x.specularColorMap.channel),specularIntensityMapUv:B&&p(x.specularIntensityMap.channel),transmissionMapUv:xe&&p(x.transmissionMap.channel),thicknessMapUv:me&&p(x.thicknessMap.channel),alphaMapUv:Xe&&p(x.alphaMap.channel),vertexTangents:!!k.attributes.tangent&&(_n||ui),vertexNormals:!!k.attributes.normal,vertexColors:x.vertexColors,vertexAlphas:x.vertexColors===!0&&!!k.attributes.color&&k.attributes.color.itemSize===4,pointsUvs:H.isPoints===!0&&!!k.attributes.uv&&(Qt||Xe),fog:!!ee,useFog:x.fog===!0,fogExp2:!!ee&&ee.isFogExp2,flatShading:x.wireframe===!1&&(x.flatShading===!0||k.attributes.normal===void 0&&_n===!1&&(x.isMeshLambertMaterial||x.isMeshPhongMaterial||x.isMeshStandardMaterial||x.isMeshPhysicalMaterial)),sizeAttenuation:x.sizeAttenuation===!0,logarithmicDepthBuffer:h,reversedDepthBuffer:et,skinning:H.isSkinnedMesh===!0,hasPositionAttribute:k.attributes.position!==void 0,morphTargets:k.morphAttributes.position!==void 0,morphNormals:k.morphAttributes.normal!==void 0,morphColors:k.morphAttributes.color!==void 0,morphTargetsCount:re,morphTextureStride:De,numSunLights:A.sun.length,numDirLights:A.directional.length,numPointLights:A.point.length,numSpotLights:A.spot.length,numSpotLightMaps:A.spotLightMap.length,numRectAreaLights:A.rectArea.length,numHemiLights:A.hemi.length,numSunLightShadows:A.sunShadowMap.length,numDirLightShadows:A.directionalShadowMap.length,numPointLightShadows:A.pointShadowMap.length,numSpotLightShadows:A.spotShadowMap.length,numSpotLightShadowsWithMaps:A.numSpotLightShadowsWithMaps,numLightProbes:A.numLightProbes,numLightProbeGrids:te.filter(ot=>ot.texture!==null).length,numClippingPlanes:s.numPlanes,numClipIntersection:s.numIntersection,dithering:x.dithering,shadowMapEnabled:n.shadowMap.enabled&&j.length>0,shadowMapType:n.shadowMap.type,toneMapping:Fe,decodeVideoTexture:Qt&&x.map.isVideoTexture===!0&&li.getTransfer(x.map.colorSpace)===Ai,decodeVideoTextureEmissive:kn&&x.emissiveMap.isVideoTexture===!0&&li.getTransfer(x.emissiveMap.colorSpace)===Ai,premultipliedAlpha:x.premultipliedAlpha,doubleSided:x.side===Ma,flipSided:x.side===gs,useDepthPacking:x.depthPacking>=0,depthPacking:x.depthPacking||0,index0AttributeName:x.index0AttributeName,extensionClipCullDistance:Zt&&x.extensions.clipCullDistance===!0&&t.has("WEBGL_clip_cull_distance"),extensionMultiDraw:(Zt&&x.extensions.multiDraw===!0||pn)&&t.has("WEBGL_multi_draw"),rendererExtensionParallelShaderCompile:t.has("KHR_parallel_shader_compile"),customProgramCacheKey:x.customProgramCacheKey()};return sn.vertexUv1s=c.has(1),sn.vertexUv2s=c.has(2),sn.vertexUv3s=c.has(3),c.clear(),sn}function M(x){let A=[];if(x.shaderID?A.push(x.shaderID):(A.push(x.customVertexShaderID),A.push(x.customFragmentShaderID)),x.defines!==void 0)for(let j in x.defines)A.push(j),A.push(x.defines[j]);return x.isRawShaderMaterial===!1&&(m(A,x),g(A,x),A.push(n.outputColorSpace)),A.push(x.customProgramCacheKey),A.join()}function m(x,A){x.push(A.precision),x.push(A.outputColorSpace),x.push(A.envMapMode),x.push(A.envMapPMREM),x.push(A.envMapMaxLod),x.push(A.envMapSize),x.push(A.mapUv),x.push(A.alphaMapUv),x.push(A.lightMapUv),x.push(A.aoMapUv),x.push(A.bumpMapUv),x.push(A.normalMapUv),x.push(A.displacementMapUv),x.push(A.emissiveMapUv),x.push(A.metalnessMapUv),x.push(A.roughnessMapUv),x.push(A.anisotropyMapUv),x.push(A.clearcoatMapUv),x.push(A.clearcoatNormalMapUv),x.push(A.clearcoatRoughnessMapUv),x.push(A.diffuseRoughnessMapUv),x.push(A.iridescenceMapUv),x.push(A.iridescenceThicknessMapUv),x.push(A.sheenColorMapUv),x.push(A.sheenRoughnessMapUv),x.push(A.specularMapUv),x.push(A.specularColorMapUv),x.push(A.specularIntensityMapUv),x.push(A.transmissionMapUv),x.push(A.thicknessMapUv),x.push(A.combine),x.push(A.fogExp2),x.push(A.sizeAttenuation),x.push(A.morphTargetsCount),x.push(A.numSunLights),x.push(A.numDirLights),x.push(A.numPointLights),x.push(A.numSpotLights),x.push(A.numSpotLightMaps),x.push(A.numHemiLights),x.push(A.numRectAreaLights),x.push(A.numSunLightShadows),x.push(A.numDirLightShadows),x.push(A.numPointLightShadows),x.push(A.numSpotLightShadows),x.push(A.numSpotLightShadowsWithMaps),x.push(A.numLightProbes),x.push(A.numLightProbeGrids),x.push(A.shadowMapType),x.push(A.toneMapping),x.push(A.numClippingPlanes),x.push(A.numClipIntersection),x.push(A.depthPacking)}function g(x,A){a.disableAll(),A.instancing&&a.enable(0),A.instancingColor&&a.enable(1),A.instancingMorph&&a.enable(2),A.matcap&&a.enable(3),A.envMap&&a.enable(4),A.normalMapObjectSpace&&a.enable(5),A.normalMapTangentSpace&&a.enable(6),A.clearcoat&&a.enable(7),A.iridescence&&a.enable(8),A.alphaTest&&a.enable(9),A.vertexColors&&a.enable(10),A.vertexAlphas&&a.enable(11),A.vertexUv1s&&a.enable(12),A.vertexUv2s&&a.enable(13),A.vertexUv3s&&a.enable(14),A.vertexTangents&&a.enable(15),A.anisotropy&&a.enable(16),A.alphaHash&&a.enable(17),A.batching&&a.enable(18),A.dispersion&&a.enable(19),A.retroreflection&&a.enable(24),A.diffuseRoughness&&a.enable(25),A.batchingColor&&a.enable(20),A.gradientMap&&a.enable(21),A.packedNormalMap&&a.enable(22),A.vertexNormals&&a.enable(23),x.push(a.mask),a.disableAll(),A.fog&&a.enable(0),A.useFog&&a.enable(1),A.flatShading&&a.enable(2),A.logarithmicDepthBuffer&&a.enable(3),A.reversedDepthBuffer&&a.enable(4),A.skinning&&a.enable(5),A.morphTargets&&a.enable(6),A.morphNormals&&a.enable(7),A.morphColors&&a.enable(8),A.premultipliedAlpha&&a.enable(9),A.shadowMapEnabled&&a.enable(10),A.doubleSided&&a.enable(11),A.flipSided&&a.enable(12),A.useDepthPacking&&a.enable(13),A.dithering&&a.enable(14),A.transmission&&a.enable(15),A.sheen&&a.enable(16),A.opaque&&a.enable(17),A.pointsUvs&&a.enable(18),A.decodeVideoTexture&&a.enable(19),A.decodeVideoTextureEmissive&&a.enable(20),A.alphaToCoverage&&a.enable(21),A.numLightProbeGrids>0&&a.enable(22),A.hasPositionAttribute&&a.enable(23),x.push(a.mask)}function S(x){let A=f[x.type],j;if(A){let W=Qa[A];j=Wx.clone(W.uniforms)}else j=x.uniforms;return j}function T(x,A){let j=u.get(A);return j!==void 0?++j.usedTimes:(j=new wP(n,A,x,r),l.push(j),u.set(A,j)),j}function b(x){if(--x.usedTimes===0){let A=l.indexOf(x);l[A]=l[l.length-1],l.pop(),u.delete(x.cacheKey),x.destroy()}}function D(x){o.remove(x)}function C(){o.dispose()}return{getParameters:v,getProgramCacheKey:M,getUniforms:S,acquireProgram:T,releaseProgram:b,releaseShaderCache:D,programs:l,dispose:C}}function IP(){let n=new WeakMap;function e(a){return n.has(a)}function t(a){let o=n.get(a);return o===void 0&&(o={},n.set(a,o)),o}function i(a){n.delete(a)}function r(a,o,c){n.get(a)[o]=c}function s(){n=new WeakMap}return{has:e,get:t,remove:i,update:r,dispose:s}}function LP(n,e){return n.groupOrder!==e.groupOrder?n.groupOrder-e.groupOrder:n.renderOrder!==e.renderOrder?n.renderOrder-e.renderOrder:n.material.id!==e.material.id?n.material.id-e.material.id:n.materialVariant!==e.materialVariant?n.materialVariant-e.materialVariant:n.z!==e.z?n.z-e.z:n.id-e.id}function uy(n,e){return n.groupOrder!==e.groupOrder?n.groupOrder-e.groupOrder:n.renderOrder!==e.renderOrder?n.renderOrder-e.renderOrder:n.z!==e.z?e.z-n.z:n.id-e.id}function fy(){let n=[],e=0,t=[],i=[],r=[];function s(){e=0,t.length=0,i.length=0,r.length=0}function a(f){let p=0;return f.isInstancedMesh&&(p+=2),f.isSkinnedMesh&&(p+=1),p}function o(f,p,v,M,m,g){let S=n[e];return S===void 0?(S={id:f.id,object:f,geometry:p,material:v,materialVariant:a(f),groupOrder:M,renderOrder:f.renderOrder,z:m,group:g},n[e]=S):(S.id=f.id,S.object=f,S.geometry=p,S.material=v,S.materialVariant=a(f),S.groupOrder=M,S.renderOrder=f.renderOrder,S.z=m,S.group=g),e++,S}function c(f,p,v,M,m,g,S){S.reversedDepth===!0&&(m=-m);let T=o(f,p,v,M,m,g);v.transmission>0?i.push(T):v.transparent===!0?r.push(T):t.push(T)}function l(f,p,v,M,m,g){let S=o(f,p,v,M,m,g);v.transmission>0?i.unshift(S):v.transparent===!0?r.unshift(S):t.unshift(S)}function u(f,p){t.length>1&&t.sort(f||LP),i.length>1&&i.sort(p||uy),r.length>1&&r.sort(p||uy)}function h(){for(let f=e,p=n.length;f<p;f++){let v=n[f];if(v.id===null)break;v.id=null,v.object=null,v.geometry=null,v.material=null,v.group=null}}return{opaque:t,transmissive:i,transparent:r,init:s,push:c,unshift:l,finish:h,sort:u}}function DP(){let n=new WeakMap;function e(i,r){let s=n.get(i),a;return s===void 0?(a=new fy,n.set(i,[a])):r>=s.length?(a=new fy,s.push(a)):a=s[r],a}function t(){n=new WeakMap}return{get:e,dispose:t}}function NP(){let n={};return{get:function(e){if(n[e.id]!==void 0)return n[e.id];let t;switch(e.type){case"SunLight":case"DirectionalLight":t={direction:new Ie,color:new ei};break;case"SpotLight":t={position:new Ie,direction:new Ie,color:new ei,distance:0,coneCos:0,penumbraCos:0,decay:0};break;case"PointLight":t={position:new Ie,color:new ei,distance:0,decay:0};break;case"HemisphereLight":t={direction:new Ie,skyColor:new ei,groundColor:new ei};break;case"RectAreaLight":t={color:new ei,position:new Ie,halfWidth:new Ie,halfHeight:new Ie};break}return n[e.id]=t,t}}}function OP(){let n={};return{get:function(e){if(n[e.id]!==void 0)return n[e.id];let t;switch(e.type){case"SunLight":case"DirectionalLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Bn};break;case"SpotLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Bn};break;case"PointLight":t={shadowIntensity:1,shadowBias:0,shadowNormalBias:0,shadowRadius:1,shadowMapSize:new Bn,shadowCameraNear:1,shadowCameraFar:1e3};break}return n[e.id]=t,t}}}var FP=0;function UP(n,e){return(e.castShadow?2:0)-(n.castShadow?2:0)+(e.map?1:0)-(n.map?1:0)}function BP(n){let e=new NP,t=OP(),i={version:0,hash:{sunLength:-1,directionalLength:-1,pointLength:-1,spotLength:-1,rectAreaLength:-1,hemiLength:-1,numSunShadows:-1,numDirectionalShadows:-1,numPointShadows:-1,numSpotShadows:-1,numSpotMaps:-1,numLightProbes:-1},ambient:[0,0,0],probe:[],sun:[],sunShadow:[],sunShadowMap:[],sunShadowMatrix:[],sunShadowCascade:[],directional:[],directionalShadow:[],directionalShadowMap:[],directionalShadowMatrix:[],spot:[],spotLightMap:[],spotShadow:[],spotShadowMap:[],spotLightMatrix:[],rectArea:[],rectAreaLTC1:null,rectAreaLTC2:null,point:[],pointShadow:[],pointShadowMap:[],pointShadowMatrix:[],hemi:[],numSpotLightShadowsWithMaps:0,numLightProbes:0};for(let l=0;l<9;l++)i.probe.push(new Ie);let r=new Ie,s=new Ji,a=new Ji;function o(l){let u=0,h=0,f=0;for(let te=0;te<9;te++)i.probe[te].set(0,0,0);let p=0,v=0,M=0,m=0,g=0,S=0,T=0,b=0,D=0,C=0,x=0,A=0,j=0,W=0;l.sort(UP);for(let te=0,ee=l.length;te<ee;te++){let k=l[te],ie=k.color,pe=k.intensity,$=k.distance,Oe=null;if(k.shadow&&k.shadow.map&&(k.shadow.map.texture.format===ml?Oe=k.shadow.map.texture:Oe=k.shadow.map.depthTexture||k.shadow.map.texture),k.isAmbientLight)u+=ie.r*pe,h+=ie.g*pe,f+=ie.b*pe;else if(k.isLightProbe){for(let he=0;he<9;he++)i.probe[he].addScaledVector(k.sh.coefficients[he],pe);W++}else if(k.isSunLight){let he=e.get(k);if(he.color.copy(k.color).multiplyScalar(k.intensity),k.castShadow){let Se=k.shadow,re=t.get(k);re.shadowIntensity=Se.intensity,re.shadowBias=Se.bias,re.shadowNormalBias=Se.normalBias,re.shadowRadius=Se.radius,re.shadowMapSize.copy(Se.mapSize).multiply(Se.getFrameExtents()),i.sunShadow[v]=re,i.sunShadowMap[v]=Oe;let De=Se.getViewportCount();for(let Be=0;Be<De;Be++)i.sunShadowMatrix[M+Be]=Se.getMatrix(Be),i.sunShadowCascade[M+Be]=Se._cascadeData[Be];M+=De,v++}i.sun[p]=he,p++}else if(k.isDirectionalLight){let he=e.get(k);if(he.color.copy(k.color).multiplyScalar(k.intensity),k.castShadow){let Se=k.shadow,re=t.get(k);re.shadowIntensity=Se.intensity,re.shadowBias=Se.bias,re.shadowNormalBias=Se.normalBias,re.shadowRadius=Se.radius,re.shadowMapSize=Se.mapSize,i.directionalShadow[m]=re,i.directionalShadowMap[m]=Oe,i.directionalShadowMatrix[m]=k.shadow.matrix,D++}i.directional[m]=he,m++}else if(k.isSpotLight){let he=e.get(k);he.position.setFromMatrixPosition(k.matrixWorld),he.color.copy(ie).multiplyScalar(pe),he.distance=$,he.coneCos=Math.cos(k.angle),he.penumbraCos=Math.cos(k.angle*(1-k.penumbra)),he.decay=k.decay,i.spot[S]=he;let Se=k.shadow;if(k.map&&(i.spotLightMap[A]=k.map,A++,Se.updateMatrices(k),k.castShadow&&j++),i.spotLightMatrix[S]=Se.matrix,k.castShadow){let re=t.get(k);re.shadowIntensity=Se.intensity,re.shadowBias=Se.bias,re.shadowNormalBias=Se.normalBias,re.shadowRadius=Se.radius,re.shadowMapSize=Se.mapSize,i.spotShadow[S]=re,i.spotShadowMap[S]=Oe,x++}S++}else if(k.isRectAreaLight){let he=e.get(k);he.color.copy(ie).multiplyScalar(pe),he.halfWidth.set(k.width*.5,0,0),he.halfHeight.set(0,k.height*.5,0),i.rectArea[T]=he,T++}else if(k.isPointLight){let he=e.get(k);if(he.color.copy(k.color).multiplyScalar(k.intensity),he.distance=k.distance,he.decay=k.decay,k.castShadow){let Se=k.shadow,re=t.get(k);re.shadowIntensity=Se.intensity,re.shadowBias=Se.bias,re.shadowNormalBias=Se.normalBias,re.shadowRadius=Se.radius,re.shadowMapSize=Se.mapSize,re.shadowCameraNear=Se.camera.near,re.shadowCameraFar=Se.camera.far,i.pointShadow[g]=re,i.pointShadowMap[g]=Oe,i.pointShadowMatrix[g]=k.shadow.matrix,C++}i.point[g]=he,g++}else if(k.isHemisphereLight){let he=e.get(k);he.skyColor.copy(k.color).multiplyScalar(pe),he.groundColor.copy(k.groundColor).multiplyScalar(pe),i.hemi[b]=he,b++}}T>0&&(n.has("OES_texture_float_linear")===!0?(i.rectAreaLTC1=an.LTC_FLOAT_1,i.rectAreaLTC2=an.LTC_FLOAT_2):(i.rectAreaLTC1=an.LTC_HALF_1,i.rectAreaLTC2=an.LTC_HALF_2)),i.ambient[0]=u,i.ambient[1]=h,i.ambient[2]=f;let H=i.hash;(H.sunLength!==p||H.directionalLength!==m||H.pointLength!==g||H.spotLength!==S||H.rectAreaLength!==T||H.hemiLength!==b||H.numSunShadows!==v||H.numDirectionalShadows!==D||H.numPointShadows!==C||H.numSpotShadows!==x||H.numSpotMaps!==A||H.numLightProbes!==W)&&(i.sun.length=p,i.directional.length=m,i.spot.length=S,i.rectArea.length=T,i.point.length=g,i.hemi.length=b,i.sunShadow.length=v,i.sunShadowMap.length=v,i.sunShadowMatrix.length=M,i.sunShadowCascade.length=M,i.directionalShadow.length=D,i.directionalShadowMap.length=D,i.directionalShadowMatrix.length=D,i.pointShadow.length=C,i.pointShadowMap.length=C,i.pointShadowMatrix.length=C,i.spotShadow.length=x,i.spotShadowMap.length=x,i.spotLightMatrix.length=x+A-j,i.spotLightMap.length=A,i.numSpotLightShadowsWithMaps=j,i.numLightProbes=W,H.sunLength=p,H.directionalLength=m,H.pointLength=g,H.spotLength=S,H.rectAreaLength=T,H.hemiLength=b,H.numSunShadows=v,H.numDirectionalShadows=D,H.numPointShadows=C,H.numSpotShadows=x,H.numSpotMaps=A,H.numLightProbes=W,i.version=FP++)}function c(l,u){let h=0,f=0,p=0,v=0,M=0,m=0,g=u.matrixWorldInverse;for(let S=0,T=l.length;S<T;S++){let b=l[S];if(b.isSunLight){let D=i.sun[h];D.direction.setFromMatrixPosition(b.matrixWorld),D.direction.transformDirection(g),h++}else if(b.isDirectionalLight){let D=i.directional[f];D.direction.setFromMatrixPosition(b.matrixWorld),r.setFromMatrixPosition(b.target.matrixWorld),D.direction.sub(r),D.direction.transformDirection(g),f++}else if(b.isSpotLight){let D=i.spot[v];D.position.setFromMatrixPosition(b.matrixWorld),D.position.applyMatrix4(g),D.direction.setFromMatrixPosition(b.matrixWorld),r.setFromMatrixPosition(b.target.matrixWorld),D.direction.sub(r),D.direction.transformDirection(g),v++}else if(b.isRectAreaLight){let D=i.rectArea[M];D.position.setFromMatrixPosition(b.matrixWorld),D.position.applyMatrix4(g),a.identity(),s.copy(b.matrixWorld),s.premultiply(g),a.extractRotation(s),D.halfWidth.set(b.width*.5,0,0),D.halfHeight.set(0,b.height*.5,0),D.halfWidth.applyMatrix4(a),D.halfHeight.applyMatrix4(a),M++}else if(b.isPointLight){let D=i.point[p];D.position.setFromMatrixPosition(b.matrixWorld),D.position.applyMatrix4(g),p++}else if(b.isHemisphereLight){let D=i.hemi[m];D.direction.setFromMatrixPosition(b.matrixWorld),D.direction.transformDirection(g),m++}}}return{setup:o,setupView:c,state:i}}function hy(n){let e=new BP(n),t=[],i=[],r=[];function s(h){u.camera=h,t.length=0,i.length=0,r.length=0}function a(h){h.isLightProbeGrid?r.push(h):t.push(h)}function o(h){i.push(h)}function c(){e.setup(t),r.sort((h,f)=>h.priority-f.priority||h.id-f.id)}function l(h){e.setupView(t,h)}let u={lightsArray:t,shadowsArray:i,lightProbeGridArray:r,camera:null,lights:e,transmissionRenderTarget:{},textureUnits:0};return{init:s,state:u,setupLights:c,setupLightsView:l,pushLight:a,pushShadow:o}}function kP(n){let e=new WeakMap;function t(r,s=0){let a=e.get(r),o;return a===void 0?(o=new hy(n),e.set(r,[o])):s>=a.length?(o=new hy(n),a.push(o)):o=a[s],o}function i(){e=new WeakMap}return{get:t,dispose:i}}var zP=`void main() {
	gl_Position = vec4( position, 1.0 );
}`,GP=`uniform sampler2D shadow_pass;
uniform vec2 resolution;
uniform float radius;
void main() {
	const float samples = float( VSM_SAMPLES );
	float mean = 0.0;
	float squared_mean = 0.0;
	float uvStride = samples <= 1.0 ? 0.0 : 2.0 / ( samples - 1.0 );
	float uvStart = samples <= 1.0 ? 0.0 : - 1.0;
	for ( float i = 0.0; i < samples; i ++ ) {
		float uvOffset = uvStart + i * uvStride;
		#ifdef HORIZONTAL_PASS
			vec2 distribution = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( uvOffset, 0.0 ) * radius ) / resolution ).rg;
			mean += distribution.x;
			squared_mean += distribution.y * distribution.y + distribution.x * distribution.x;
		#else
			float depth = texture2D( shadow_pass, ( gl_FragCoord.xy + vec2( 0.0, uvOffset ) * radius ) / resolution ).r;
			mean += depth;
			squared_mean += depth * depth;
		#endif
	}
	mean = mean / samples;
	squared_mean = squared_mean / samples;
	float std_dev = sqrt( max( 0.0, squared_mean - mean * mean ) );
	gl_FragColor = vec4( mean, std_dev, 0.0, 1.0 );
}`,VP=[new Ie(1,0,0),new Ie(-1,0,0),new Ie(0,1,0),new Ie(0,-1,0),new Ie(0,0,1),new Ie(0,0,-1)],HP=[new Ie(0,-1,0),new Ie(0,-1,0),new Ie(0,0,1),new Ie(0,0,-1),new Ie(0,-1,0),new Ie(0,-1,0)],dy=new Ji,Ef=new Ie,F0=new Ie;function WP(n,e,t){let i=new ll,r=new Bn,s=new Bn,a=new Qi,o=new Rd,c=new Pd,l={},u=t.maxTextureSize,h={[pl]:gs,[gs]:pl,[Ma]:Ma},f=new Ka({defines:{VSM_SAMPLES:8},uniforms:{shadow_pass:{value:null},resolution:{value:new Bn},radius:{value:4}},vertexShader:zP,fragmentShader:GP}),p=f.clone();p.defines.HORIZONTAL_PASS=1;let v=new So;v.setAttribute("position",new ya(new Float32Array([-1,-1,.5,3,-1,.5,-1,3,.5]),3));let M=new ba(v,f),m=this;this.enabled=!1,this.autoUpdate=!0,this.needsUpdate=!1,this.type=gf;let g=this.type;this.render=function(C,x,A){if(m.enabled===!1||m.autoUpdate===!1&&m.needsUpdate===!1||C.length===0)return;this.type===ax&&(Fn("WebGLShadowMap: PCFSoftShadowMap has been removed. Using PCFShadowMap instead."),this.type=gf);let j=n.getRenderTarget(),W=n.getActiveCubeFace(),H=n.getActiveMipmapLevel(),te=n.state;te.setBlending(Hl),te.buffers.depth.getReversed()===!0?te.buffers.color.setClear(0,0,0,0):te.buffers.color.setClear(1,1,1,1),te.buffers.depth.setTest(!0),te.setScissorTest(!1);let ee=g!==this.type;ee&&x.traverse(function(k){k.material&&(Array.isArray(k.material)?k.material.forEach(ie=>ie.needsUpdate=!0):k.material.needsUpdate=!0)});for(let k=0,ie=C.length;k<ie;k++){let pe=C[k],$=pe.shadow;if($===void 0){Fn("WebGLShadowMap:",pe,"has no shadow.");continue}if($.autoUpdate===!1&&$.needsUpdate===!1)continue;r.copy($.mapSize);let Oe=$.getFrameExtents();r.multiply(Oe),s.copy($.mapSize),(r.x>u||r.y>u)&&(r.x>u&&(s.x=Math.floor(u/Oe.x),r.x=s.x*Oe.x,$.mapSize.x=s.x),r.y>u&&(s.y=Math.floor(u/Oe.y),r.y=s.y*Oe.y,$.mapSize.y=s.y));let he=n.state.buffers.depth.getReversed();if($.camera._reversedDepth=he,$.map===null||ee===!0){if($.map!==null&&($.map.depthTexture!==null&&($.map.depthTexture.dispose(),$.map.depthTexture=null),$.map.dispose()),this.type===Wc){if(pe.isPointLight){Fn("WebGLShadowMap: VSM shadow maps are not supported for PointLights. Use PCF or BasicShadowMap instead.");continue}$.map=new ks(r.x,r.y,{format:ml,type:Aa,minFilter:ps,magFilter:ps,generateMipmaps:!1}),$.map.texture.name=pe.name+".shadowMap",$.map.depthTexture=new bo(r.x,r.y,Ta),$.map.depthTexture.name=pe.name+".shadowMapDepth",$.map.depthTexture.format=xo,$.map.depthTexture.compareFunction=null,$.map.depthTexture.minFilter=Vr,$.map.depthTexture.magFilter=Vr}else pe.isPointLight?($.map=new Af(r.x),$.map.depthTexture=new lf(r.x,Ea)):($.map=new ks(r.x,r.y),$.map.depthTexture=new bo(r.x,r.y,Ea)),$.map.depthTexture.name=pe.name+".shadowMap",$.map.depthTexture.format=xo,this.type===gf?($.map.depthTexture.compareFunction=he?M0:b0,$.map.depthTexture.minFilter=ps,$.map.depthTexture.magFilter=ps):($.map.depthTexture.compareFunction=null,$.map.depthTexture.minFilter=Vr,$.map.depthTexture.magFilter=Vr);$.camera.updateProjectionMatrix()}$.map.isWebGLCubeRenderTarget!==!0&&($.map.width!==r.x||$.map.height!==r.y)&&$.map.setSize(r.x,r.y);let Se=$.map.isWebGLCubeRenderTarget?6:$.getViewportCount();pe.isPointLight!==!0&&$.updateMatrices(pe,A);let re=($.camera.layers.mask&4294967294)!==0?$.camera.layers:A.layers;for(let De=0;De<Se;De++){let Be=$.getCamera(De);if(pe.isPointLight){let ye=$.camera,We=$.matrix,rt=pe.distance||ye.far;rt!==ye.far&&(ye.far=rt,ye.updateProjectionMatrix()),Ef.setFromMatrixPosition(pe.matrixWorld),ye.position.copy(Ef),F0.copy(ye.position),F0.add(VP[De]),ye.up.copy(HP[De]),ye.lookAt(F0),ye.updateMatrixWorld(),We.makeTranslation(-Ef.x,-Ef.y,-Ef.z),dy.multiplyMatrices(ye.projectionMatrix,ye.matrixWorldInverse),$._frustum.setFromProjectionMatrix(dy,ye.coordinateSystem,ye.reversedDepth)}if($.map.isWebGLCubeRenderTarget)n.setRenderTarget($.map,De),n.clear();else{De===0&&(n.setRenderTarget($.map),n.clear());let ye=$.getViewport(De);a.set(s.x*ye.x,s.y*ye.y,s.x*ye.z,s.y*ye.w),te.viewport(a)}i=$.getFrustum(De),b(x,A,Be,pe,re,this.type)}$.isPointLightShadow!==!0&&this.type===Wc&&S($,A),$.needsUpdate=!1}g=this.type,m.needsUpdate=!1,n.setRenderTarget(j,W,H)};function S(C,x){let A=e.update(M);f.defines.VSM_SAMPLES!==C.blurSamples&&(f.defines.VSM_SAMPLES=C.blurSamples,p.defines.VSM_SAMPLES=C.blurSamples,f.needsUpdate=!0,p.needsUpdate=!0),C.mapPass===null?C.mapPass=new ks(r.x,r.y,{format:ml,type:Aa}):(C.mapPass.width!==C.map.width||C.mapPass.height!==C.map.height)&&C.mapPass.setSize(C.map.width,C.map.height),f.uniforms.shadow_pass.value=C.map.depthTexture,f.uniforms.resolution.value.set(C.map.width,C.map.height),f.uniforms.radius.value=C.radius,n.setRenderTarget(C.mapPass),n.clear(),n.renderBufferDirect(x,null,A,f,M,null),p.uniforms.shadow_pass.value=C.mapPass.texture,p.uniforms.resolution.value.set(C.map.width,C.map.height),p.uniforms.radius.value=C.radius,n.setRenderTarget(C.map),n.clear(),n.renderBufferDirect(x,null,A,p,M,null)}function T(C,x,A,j){let W=null,H=A.isPointLight===!0?C.customDistanceMaterial:C.customDepthMaterial;if(H!==void 0)W=H;else if(W=A.isPointLight===!0?c:o,n.localClippingEnabled&&x.clipShadows===!0&&Array.isArray(x.clippingPlanes)&&x.clippingPlanes.length!==0||x.displacementMap&&x.displacementScale!==0||x.alphaMap&&x.alphaTest>0||x.map&&x.alphaTest>0||x.alphaToCoverage===!0){let te=W.uuid,ee=x.uuid,k=l[te];k===void 0&&(k={},l[te]=k);let ie=k[ee];ie===void 0&&(ie=W.clone(),k[ee]=ie,x.addEventListener("dispose",D)),W=ie}if(W.visible=x.visible,W.wireframe=x.wireframe,j===Wc?W.side=x.shadowSide!==null?x.shadowSide:x.side:W.side=x.shadowSide!==null?x.shadowSide:h[x.side],W.alphaMap=x.alphaMap,W.alphaTest=x.alphaToCoverage===!0?.5:x.alphaTest,W.map=x.map,W.clipShadows=x.clipShadows,W.clippingPlanes=x.clippingPlanes,W.clipIntersection=x.clipIntersection,W.displacementMap=x.displacementMap,W.displacementScale=x.displacementScale,W.displacementBias=x.displacementBias,W.wireframeLinewidth=x.wireframeLinewidth,W.linewidth=x.linewidth,A.isPointLight===!0&&W.isMeshDistanceMaterial===!0){let te=n.properties.get(W);te.light=A}return W}function b(C,x,A,j,W,H){if(C.visible===!1)return;if(C.layers.test(W)&&(C.isMesh||C.isLine||C.isPoints)&&(C.castShadow||C.receiveShadow&&H===Wc)&&(!C.frustumCulled||C.intersectsFrustum(i))){C.modelViewMatrix.multiplyMatrices(A.matrixWorldInverse,C.matrixWorld);let k=e.update(C),ie=C.material;if(Array.isArray(ie)){let pe=k.groups;for(let $=0,Oe=pe.length;$<Oe;$++){let he=pe[$],Se=ie[he.materialIndex];if(Se&&Se.visible){let re=T(C,Se,j,H);C.onBeforeShadow(n,C,x,A,k,re,he),n.renderBufferDirect(A,null,k,re,C,he),C.onAfterShadow(n,C,x,A,k,re,he)}}}else if(ie.visible){let pe=T(C,ie,j,H);C.onBeforeShadow(n,C,x,A,k,pe,null),n.renderBufferDirect(A,null,k,pe,C,null),C.onAfterShadow(n,C,x,A,k,pe,null)}}let ee=C.children;for(let k=0,ie=ee.length;k<ie;k++)b(ee[k],x,A,j,W,H)}function D(C){C.target.removeEventListener("dispose",D);for(let A in l){let j=l[A],W=C.target.uuid;W in j&&(j[W].dispose(),delete j[W])}}}function XP(n,e){function t(){let B=!1,xe=new Qi,me=null,Ge=new Qi(0,0,0,0);return{setMask:function(Xe){me!==Xe&&!B&&(n.colorMask(Xe,Xe,Xe,Xe),me=Xe)},setLocked:function(Xe){B=Xe},setClear:function(Xe,qe,ft,Zt,Fe){Fe===!0&&(Xe*=Zt,qe*=Zt,ft*=Zt),xe.set(Xe,qe,ft,Zt),Ge.equals(xe)===!1&&(n.clearColor(Xe,qe,ft,Zt),Ge.copy(xe))},reset:function(){B=!1,me=null,Ge.set(-1,0,0,0)}}}function i(){let B=!1,xe=!1,me=null,Ge=null,Xe=null;return{setReversed:function(qe){if(xe!==qe){let ft=e.get("EXT_clip_control");qe?ft.clipControlEXT(ft.LOWER_LEFT_EXT,ft.ZERO_TO_ONE_EXT):ft.clipControlEXT(ft.LOWER_LEFT_EXT,ft.NEGATIVE_ONE_TO_ONE_EXT),xe=qe;let Zt=Xe;Xe=null,this.setClear(Zt)}},getReversed:function(){return xe},setTest:function(qe){qe?et(n.DEPTH_TEST):nn(n.DEPTH_TEST)},setMask:function(qe){me!==qe&&!B&&(n.depthMask(qe),me=qe)},setFunc:function(qe){if(xe&&(qe=zx[qe]),Ge!==qe){switch(qe){case ud:n.depthFunc(n.NEVER);break;case fd:n.depthFunc(n.ALWAYS);break;case hd:n.depthFunc(n.LESS);break;case Dc:n.depthFunc(n.LEQUAL);break;case dd:n.depthFunc(n.EQUAL);break;case pd:n.depthFunc(n.GEQUAL);break;case md:n.depthFunc(n.GREATER);break;case gd:n.depthFunc(n.NOTEQUAL);break;default:n.depthFunc(n.LEQUAL)}Ge=qe}},setLocked:function(qe){B=qe},setClear:function(qe){Xe!==qe&&(Xe=qe,xe&&(qe=1-qe),n.clearDepth(qe))},reset:function(){B=!1,me=null,Ge=null,Xe=null,xe=!1}}}function r(){let B=!1,xe=null,me=null,Ge=null,Xe=null,qe=null,ft=null,Zt=null,Fe=null;return{setTest:function(Rt){B||(Rt?et(n.STENCIL_TEST):nn(n.STENCIL_TEST))},setMask:function(Rt){xe!==Rt&&!B&&(n.stencilMask(Rt),xe=Rt)},setFunc:function(Rt,sn,ot){(me!==Rt||Ge!==sn||Xe!==ot)&&(n.stencilFunc(Rt,sn,ot),me=Rt,Ge=sn,Xe=ot)},setOp:function(Rt,sn,ot){(qe!==Rt||ft!==sn||Zt!==ot)&&(n.stencilOp(Rt,sn,ot),qe=Rt,ft=sn,Zt=ot)},setLocked:function(Rt){B=Rt},setClear:function(Rt){Fe!==Rt&&(n.clearStencil(Rt),Fe=Rt)},reset:function(){B=!1,xe=null,me=null,Ge=null,Xe=null,qe=null,ft=null,Zt=null,Fe=null}}}let s=new t,a=new i,o=new r,c={},l=new WeakMap,u={},h={},f={},p=new WeakMap,v=[],M=null,m=!1,g=null,S=null,T=null,b=null,D=null,C=null,x=null,A=new ei(0,0,0),j=0,W=!1,H=null,te=null,ee=null,k=null,ie=null,pe=n.getParameter(n.MAX_COMBINED_TEXTURE_IMAGE_UNITS),$=!1,Oe=0,he=n.getParameter(n.VERSION);he.indexOf("WebGL")!==-1?(Oe=parseFloat(/^WebGL (\d)/.exec(he)[1]),$=Oe>=1):he.indexOf("OpenGL ES")!==-1&&(Oe=parseFloat(/^OpenGL ES (\d)/.exec(he)[1]),$=Oe>=2);let Se=null,re={},De=n.getParameter(n.SCISSOR_BOX),Be=n.getParameter(n.VIEWPORT),ye=new Qi().fromArray(De),We=new Qi().fromArray(Be);function rt(B,xe,me,Ge){let Xe=new Uint8Array(4),qe=n.createTexture();n.bindTexture(B,qe),n.texParameteri(B,n.TEXTURE_MIN_FILTER,n.NEAREST),n.texParameteri(B,n.TEXTURE_MAG_FILTER,n.NEAREST);for(let ft=0;ft<me;ft++)B===n.TEXTURE_3D||B===n.TEXTURE_2D_ARRAY?n.texImage3D(xe,0,n.RGBA,1,1,Ge,0,n.RGBA,n.UNSIGNED_BYTE,Xe):n.texImage2D(xe+ft,0,n.RGBA,1,1,0,n.RGBA,n.UNSIGNED_BYTE,Xe);return qe}let bt={};bt[n.TEXTURE_2D]=rt(n.TEXTURE_2D,n.TEXTURE_2D,1),bt[n.TEXTURE_CUBE_MAP]=rt(n.TEXTURE_CUBE_MAP,n.TEXTURE_CUBE_MAP_POSITIVE_X,6),bt[n.TEXTURE_2D_ARRAY]=rt(n.TEXTURE_2D_ARRAY,n.TEXTURE_2D_ARRAY,1,1),bt[n.TEXTURE_3D]=rt(n.TEXTURE_3D,n.TEXTURE_3D,1,1),s.setClear(0,0,0,1),a.setClear(1),o.setClear(0),et(n.DEPTH_TEST),a.setFunc(Dc),gn(!1),_n(e0),et(n.CULL_FACE),hn(Hl);function et(B){u[B]!==!0&&(n.enable(B),u[B]=!0)}function nn(B){u[B]!==!1&&(n.disable(B),u[B]=!1)}function pn(B,xe){return f[B]!==xe?(n.bindFramebuffer(B,xe),f[B]=xe,B===n.DRAW_FRAMEBUFFER&&(f[n.FRAMEBUFFER]=xe),B===n.FRAMEBUFFER&&(f[n.DRAW_FRAMEBUFFER]=xe),!0):!1}function Qt(B,xe){let me=v,Ge=!1;if(B){me=p.get(xe),me===void 0&&(me=[],p.set(xe,me));let Xe=B.textures;if(me.length!==Xe.length||me[0]!==n.COLOR_ATTACHMENT0){for(let qe=0,ft=Xe.length;qe<ft;qe++)me[qe]=n.COLOR_ATTACHMENT0+qe;me.length=Xe.length,Ge=!0}}else me[0]!==n.BACK&&(me[0]=n.BACK,Ge=!0);Ge&&n.drawBuffers(me)}function Rn(B){return M!==B?(n.useProgram(B),M=B,!0):!1}let ht={[Wl]:n.FUNC_ADD,[lx]:n.FUNC_SUBTRACT,[cx]:n.FUNC_REVERSE_SUBTRACT};ht[ux]=n.MIN,ht[fx]=n.MAX;let Ft={[hx]:n.ZERO,[dx]:n.ONE,[px]:n.SRC_COLOR,[r0]:n.SRC_ALPHA,[yx]:n.SRC_ALPHA_SATURATE,[vx]:n.DST_COLOR,[gx]:n.DST_ALPHA,[mx]:n.ONE_MINUS_SRC_COLOR,[s0]:n.ONE_MINUS_SRC_ALPHA,[xx]:n.ONE_MINUS_DST_COLOR,[_x]:n.ONE_MINUS_DST_ALPHA,[Sx]:n.CONSTANT_COLOR,[bx]:n.ONE_MINUS_CONSTANT_COLOR,[Mx]:n.CONSTANT_ALPHA,[Ex]:n.ONE_MINUS_CONSTANT_ALPHA};function hn(B,xe,me,Ge,Xe,qe,ft,Zt,Fe,Rt){if(B===Hl){m===!0&&(nn(n.BLEND),m=!1);return}if(m===!1&&(et(n.BLEND),m=!0),B!==ox){if(B!==g||Rt!==W){if((S!==Wl||D!==Wl)&&(n.blendEquation(n.FUNC_ADD),S=Wl,D=Wl),Rt)switch(B){case Xc:n.blendFuncSeparate(n.ONE,n.ONE_MINUS_SRC_ALPHA,n.ONE,n.ONE_MINUS_SRC_ALPHA);break;case t0:n.blendFunc(n.ONE,n.ONE);break;case n0:n.blendFuncSeparate(n.ZERO,n.ONE_MINUS_SRC_COLOR,n.ZERO,n.ONE);break;case i0:n.blendFuncSeparate(n.DST_COLOR,n.ONE_MINUS_SRC_ALPHA,n.ZERO,n.ONE);break;default:Un("WebGLState: Invalid blending: ",B);break}else switch(B){case Xc:n.blendFuncSeparate(n.SRC_ALPHA,n.ONE_MINUS_SRC_ALPHA,n.ONE,n.ONE_MINUS_SRC_ALPHA);break;case t0:n.blendFuncSeparate(n.SRC_ALPHA,n.ONE,n.ONE,n.ONE);break;case n0:Un("WebGLState: SubtractiveBlending requires material.premultipliedAlpha = true");break;case i0:Un("WebGLState: MultiplyBlending requires material.premultipliedAlpha = true");break;default:Un("WebGLState: Invalid blending: ",B);break}T=null,b=null,C=null,x=null,A.set(0,0,0),j=0,g=B,W=Rt}return}Xe=Xe||xe,qe=qe||me,ft=ft||Ge,(xe!==S||Xe!==D)&&(n.blendEquationSeparate(ht[xe],ht[Xe]),S=xe,D=Xe),(me!==T||Ge!==b||qe!==C||ft!==x)&&(n.blendFuncSeparate(Ft[me],Ft[Ge],Ft[qe],Ft[ft]),T=me,b=Ge,C=qe,x=ft),(Zt.equals(A)===!1||Fe!==j)&&(n.blendColor(Zt.r,Zt.g,Zt.b,Fe),A.copy(Zt),j=Fe),g=B,W=!1}function en(B,xe){B.side===Ma?nn(n.CULL_FACE):et(n.CULL_FACE);let me=B.side===gs;xe&&(me=!me),gn(me),B.blending===Xc&&B.transparent===!1?hn(Hl):hn(B.blending,B.blendEquation,B.blendSrc,B.blendDst,B.blendEquationAlpha,B.blendSrcAlpha,B.blendDstAlpha,B.blendColor,B.blendAlpha,B.premultipliedAlpha),a.setFunc(B.depthFunc),a.setTest(B.depthTest),a.setMask(B.depthWrite),s.setMask(B.colorWrite);let Ge=B.stencilWrite;o.setTest(Ge),Ge&&(o.setMask(B.stencilWriteMask),o.setFunc(B.stencilFunc,B.stencilRef,B.stencilFuncMask),o.setOp(B.stencilFail,B.stencilZFail,B.stencilZPass)),kn(B.polygonOffset,B.polygonOffsetFactor,B.polygonOffsetUnits),B.alphaToCoverage===!0?et(n.SAMPLE_ALPHA_TO_COVERAGE):nn(n.SAMPLE_ALPHA_TO_COVERAGE)}function gn(B){H!==B&&(B?n.frontFace(n.CW):n.frontFace(n.CCW),H=B)}function _n(B){B!==rx?(et(n.CULL_FACE),B!==te&&(B===e0?n.cullFace(n.BACK):B===sx?n.cullFace(n.FRONT):n.cullFace(n.FRONT_AND_BACK))):nn(n.CULL_FACE),te=B}function vi(B){B!==ee&&($&&n.lineWidth(B),ee=B)}function kn(B,xe,me){B?(et(n.POLYGON_OFFSET_FILL),(k!==xe||ie!==me)&&(k=xe,ie=me,a.getReversed()&&(xe=-xe,me=-me),n.polygonOffset(xe,me))):nn(n.POLYGON_OFFSET_FILL)}function I(B){B?et(n.SCISSOR_TEST):nn(n.SCISSOR_TEST)}function ti(B){B===void 0&&(B=n.TEXTURE0+pe-1),Se!==B&&(n.activeTexture(B),Se=B)}function ui(B,xe,me){me===void 0&&(Se===null?me=n.TEXTURE0+pe-1:me=Se);let Ge=re[me];Ge===void 0&&(Ge={type:void 0,texture:void 0},re[me]=Ge),(Ge.type!==B||Ge.texture!==xe)&&(Se!==me&&(n.activeTexture(me),Se=me),n.bindTexture(B,xe||bt[B]),Ge.type=B,Ge.texture=xe)}function K(){let B=re[Se];B!==void 0&&B.type!==void 0&&(n.bindTexture(B.type,null),B.type=void 0,B.texture=void 0)}function yt(){try{n.compressedTexImage2D(...arguments)}catch(B){Un("WebGLState:",B)}}function rn(){try{n.compressedTexImage3D(...arguments)}catch(B){Un("WebGLState:",B)}}function Mn(){try{n.texSubImage2D(...arguments)}catch(B){Un("WebGLState:",B)}}function nt(){try{n.texSubImage3D(...arguments)}catch(B){Un("WebGLState:",B)}}function St(){try{n.compressedTexSubImage2D(...arguments)}catch(B){Un("WebGLState:",B)}}function Bt(){try{n.compressedTexSubImage3D(...arguments)}catch(B){Un("WebGLState:",B)}}function ln(){try{n.texStorage2D(...arguments)}catch(B){Un("WebGLState:",B)}}function F(){try{n.texStorage3D(...arguments)}catch(B){Un("WebGLState:",B)}}function E(){try{n.texImage2D(...arguments)}catch(B){Un("WebGLState:",B)}}function oe(){try{n.texImage3D(...arguments)}catch(B){Un("WebGLState:",B)}}function Ze(B){return h[B]!==void 0?h[B]:n.getParameter(B)}function Ve(B,xe){h[B]!==xe&&(n.pixelStorei(B,xe),h[B]=xe)}function _t(B){ye.equals(B)===!1&&(n.scissor(B.x,B.y,B.z,B.w),ye.copy(B))}function pt(B){We.equals(B)===!1&&(n.viewport(B.x,B.y,B.z,B.w),We.copy(B))}function Ne(B,xe){let me=l.get(xe);me===void 0&&(me=new WeakMap,l.set(xe,me));let Ge=me.get(B);Ge===void 0&&(Ge=n.getUniformBlockIndex(xe,B.name),n.uniformBlockBinding(xe,Ge,Ge),me.set(B,Ge))}function ze(B,xe,me){let Xe=l.get(xe).get(B);c[Xe]!==me&&(n.bindBufferBase(n.UNIFORM_BUFFER,Xe,me),c[Xe]=me)}function Ce(){n.disable(n.BLEND),n.disable(n.CULL_FACE),n.disable(n.DEPTH_TEST),n.disable(n.POLYGON_OFFSET_FILL),n.disable(n.SCISSOR_TEST),n.disable(n.STENCIL_TEST),n.disable(n.SAMPLE_ALPHA_TO_COVERAGE),n.blendEquation(n.FUNC_ADD),n.blendFunc(n.ONE,n.ZERO),n.blendFuncSeparate(n.ONE,n.ZERO,n.ONE,n.ZERO),n.blendColor(0,0,0,0),n.colorMask(!0,!0,!0,!0),n.clearColor(0,0,0,0),n.depthMask(!0),n.depthFunc(n.LESS),a.setReversed(!1),n.clearDepth(1),n.stencilMask(4294967295),n.stencilFunc(n.ALWAYS,0,4294967295),n.stencilOp(n.KEEP,n.KEEP,n.KEEP),n.clearStencil(0),n.cullFace(n.BACK),n.frontFace(n.CCW),n.polygonOffset(0,0),n.activeTexture(n.TEXTURE0),n.bindFramebuffer(n.FRAMEBUFFER,null),n.bindFramebuffer(n.DRAW_FRAMEBUFFER,null),n.bindFramebuffer(n.READ_FRAMEBUFFER,null),n.useProgram(null),n.lineWidth(1),n.scissor(0,0,n.canvas.width,n.canvas.height),n.viewport(0,0,n.canvas.width,n.canvas.height),n.pixelStorei(n.PACK_ALIGNMENT,4),n.pixelStorei(n.UNPACK_ALIGNMENT,4),n.pixelStorei(n.UNPACK_FLIP_Y_WEBGL,!1),n.pixelStorei(n.UNPACK_PREMULTIPLY_ALPHA_WEBGL,!1),n.pixelStorei(n.UNPACK_COLORSPACE_CONVERSION_WEBGL,n.BROWSER_DEFAULT_WEBGL),n.pixelStorei(n.PACK_ROW_LENGTH,0),n.pixelStorei(n.PACK_SKIP_PIXELS,0),n.pixelStorei(n.PACK_SKIP_ROWS,0),n.pixelStorei(n.UNPACK_ROW_LENGTH,0),n.pixelStorei(n.UNPACK_IMAGE_HEIGHT,0),n.pixelStorei(n.UNPACK_SKIP_PIXELS,0),n.pixelStorei(n.UNPACK_SKIP_ROWS,0),n.pixelStorei(n.UNPACK_SKIP_IMAGES,0),u={},h={},Se=null,re={},f={},c={},p=new WeakMap,v=[],M=null,m=!1,g=null,S=null,T=null,b=null,D=null,C=null,x=null,A=new ei(0,0,0),j=0,W=!1,H=null,te=null,ee=null,k=null,ie=null,ye.set(0,0,n.canvas.width,n.canvas.height),We.set(0,0,n.canvas.width,n.canvas.height),s.reset(),a.reset(),o.reset()}return{buffers:{color:s,depth:a,stencil:o},enable:et,disable:nn,bindFramebuffer:pn,drawBuffers:Qt,useProgram:Rn,setBlending:hn,setMaterial:en,setFlipSided:gn,setCullFace:_n,setLineWidth:vi,setPolygonOffset:kn,setScissorTest:I,activeTexture:ti,bindTexture:ui,unbindTexture:K,compressedTexImage2D:yt,compressedTexImage3D:rn,texImage2D:E,texImage3D:oe,pixelStorei:Ve,getParameter:Ze,updateUBOMapping:Ne,uniformBlockBinding:ze,texStorage2D:ln,texStorage3D:F,texSubImage2D:Mn,texSubImage3D:nt,compressedTexSubImage2D:St,compressedTexSubImage3D:Bt,scissor:_t,viewport:pt,reset:Ce}}function YP(n,e,t,i,r,s,a){let o=e.has("WEBGL_multisampled_render_to_texture")?e.get("WEBGL_multisampled_render_to_texture"):null,c=typeof navigator>"u"?!1:/OculusBrowser/g.test(navigator.userAgent),l=new Bn,u=new WeakMap,h=new Set,f,p=new WeakMap,v=new Set,M=new FinalizationRegistry(F=>v.delete(F)),m=!1;try{m=typeof OffscreenCanvas<"u"&&new OffscreenCanvas(1,1).getContext("2d")!==null}catch{}function g(F,E){return m?new OffscreenCanvas(F,E):tf("canvas")}function S(F,E,oe){let Ze=1,Ve=ln(F);if((Ve.width>oe||Ve.height>oe)&&(Ze=oe/Math.max(Ve.width,Ve.height)),Ze<1)if(typeof HTMLImageElement<"u"&&F instanceof HTMLImageElement||typeof HTMLCanvasElement<"u"&&F instanceof HTMLCanvasElement||typeof ImageBitmap<"u"&&F instanceof ImageBitmap||typeof VideoFrame<"u"&&F instanceof VideoFrame){let _t=Math.floor(Ze*Ve.width),pt=Math.floor(Ze*Ve.height);f===void 0&&(f=g(_t,pt));let Ne=E?g(_t,pt):f;return Ne.width=_t,Ne.height=pt,Ne.getContext("2d").drawImage(F,0,0,_t,pt),Fn("WebGLRenderer: Texture has been resized from ("+Ve.width+"x"+Ve.height+") to ("+_t+"x"+pt+")."),Ne}else return"data"in F&&Fn("WebGLRenderer: Image in DataTexture is too big ("+Ve.width+"x"+Ve.height+")."),F;return F}function T(F){return F.generateMipmaps}function b(F){n.generateMipmap(F)}function D(F){return F.isWebGLCubeRenderTarget?n.TEXTURE_CUBE_MAP:F.isWebGL3DRenderTarget?n.TEXTURE_3D:F.isWebGLArrayRenderTarget||F.isCompressedArrayTexture?n.TEXTURE_2D_ARRAY:n.TEXTURE_2D}function C(F,E,oe,Ze,Ve,_t=!1){if(F!==null){if(n[F]!==void 0)return n[F];Fn("WebGLRenderer: Attempt to use non-existing WebGL internal format '"+F+"'")}let pt;Ze&&(pt=e.get("EXT_texture_norm16"),pt||Fn("WebGLRenderer: Unable to use normalized textures without EXT_texture_norm16 extension"));let Ne=E;if(E===n.RED&&(oe===n.FLOAT&&(Ne=n.R32F),oe===n.HALF_FLOAT&&(Ne=n.R16F),oe===n.UNSIGNED_BYTE&&(Ne=n.R8),oe===n.UNSIGNED_SHORT&&pt&&(Ne=pt.R16_EXT),oe===n.SHORT&&pt&&(Ne=pt.R16_SNORM_EXT)),E===n.RED_INTEGER&&(oe===n.UNSIGNED_BYTE&&(Ne=n.R8UI),oe===n.UNSIGNED_SHORT&&(Ne=n.R16UI),oe===n.UNSIGNED_INT&&(Ne=n.R32UI),oe===n.BYTE&&(Ne=n.R8I),oe===n.SHORT&&(Ne=n.R16I),oe===n.INT&&(Ne=n.R32I)),E===n.RG&&(oe===n.FLOAT&&(Ne=n.RG32F),oe===n.HALF_FLOAT&&(Ne=n.RG16F),oe===n.UNSIGNED_BYTE&&(Ne=n.RG8),oe===n.UNSIGNED_SHORT&&pt&&(Ne=pt.RG16_EXT),oe===n.SHORT&&pt&&(Ne=pt.RG16_SNORM_EXT)),E===n.RG_INTEGER&&(oe===n.UNSIGNED_BYTE&&(Ne=n.RG8UI),oe===n.UNSIGNED_SHORT&&(Ne=n.RG16UI),oe===n.UNSIGNED_INT&&(Ne=n.RG32UI),oe===n.BYTE&&(Ne=n.RG8I),oe===n.SHORT&&(Ne=n.RG16I),oe===n.INT&&(Ne=n.RG32I)),E===n.RGB_INTEGER&&(oe===n.UNSIGNED_BYTE&&(Ne=n.RGB8UI),oe===n.UNSIGNED_SHORT&&(Ne=n.RGB16UI),oe===n.UNSIGNED_INT&&(Ne=n.RGB32UI),oe===n.BYTE&&(Ne=n.RGB8I),oe===n.SHORT&&(Ne=n.RGB16I),oe===n.INT&&(Ne=n.RGB32I)),E===n.RGBA_INTEGER&&(oe===n.UNSIGNED_BYTE&&(Ne=n.RGBA8UI),oe===n.UNSIGNED_SHORT&&(Ne=n.RGBA16UI),oe===n.UNSIGNED_INT&&(Ne=n.RGBA32UI),oe===n.BYTE&&(Ne=n.RGBA8I),oe===n.SHORT&&(Ne=n.RGBA16I),oe===n.INT&&(Ne=n.RGBA32I)),E===n.RGB&&(oe===n.UNSIGNED_SHORT&&pt&&(Ne=pt.RGB16_EXT),oe===n.SHORT&&pt&&(Ne=pt.RGB16_SNORM_EXT),oe===n.UNSIGNED_INT_5_9_9_9_REV&&(Ne=n.RGB9_E5),oe===n.UNSIGNED_INT_10F_11F_11F_REV&&(Ne=n.R11F_G11F_B10F)),E===n.RGBA){let ze=_t?ef:li.getTransfer(Ve);oe===n.FLOAT&&(Ne=n.RGBA32F),oe===n.HALF_FLOAT&&(Ne=n.RGBA16F),oe===n.UNSIGNED_BYTE&&(Ne=ze===Ai?n.SRGB8_ALPHA8:n.RGBA8),oe===n.UNSIGNED_SHORT&&pt&&(Ne=pt.RGBA16_EXT),oe===n.SHORT&&pt&&(Ne=pt.RGBA16_SNORM_EXT),oe===n.UNSIGNED_SHORT_4_4_4_4&&(Ne=n.RGBA4),oe===n.UNSIGNED_SHORT_5_5_5_1&&(Ne=n.RGB5_A1)}return(Ne===n.R16F||Ne===n.R32F||Ne===n.RG16F||Ne===n.RG32F||Ne===n.RGBA16F||Ne===n.RGBA32F)&&e.get("EXT_color_buffer_float"),Ne}function x(F,E){let oe;return F?E===null||E===Ea||E===Yl?oe=n.DEPTH24_STENCIL8:E===Ta?oe=n.DEPTH32F_STENCIL8:E===qc&&(oe=n.DEPTH24_STENCIL8,Fn("DepthTexture: 16 bit depth attachment is not supported with stencil. Using 24-bit attachment.")):E===null||E===Ea||E===Yl?oe=n.DEPTH_COMPONENT24:E===Ta?oe=n.DEPTH_COMPONENT32F:E===qc&&(oe=n.DEPTH_COMPONENT16),oe}function A(F,E){return T(F)===!0||F.isFramebufferTexture&&F.minFilter!==Vr&&F.minFilter!==ps?Math.log2(Math.max(E.width,E.height))+1:F.mipmaps.length>0?F.mipmaps.length:F.isCompressedTexture&&Array.isArray(F.image)?E.mipmaps.length:1}function j(F){let E=new WeakRef(F);i.get(F).__ref=E,v.add(E),M.register(F,E,E)}function W(F){let E=i.get(F).__ref;E!==void 0&&(v.delete(E),M.unregister(E))}function H(F){ee(F.target)}function te(F){k(F.target)}function ee(F){F.removeEventListener("dispose",H),W(F),pe(F),F.isVideoTexture&&u.delete(F),F.isHTMLTexture&&h.delete(F)}function k(F){F.removeEventListener("dispose",te),W(F),Oe(F)}function ie(){for(let F of v){let E=F.deref();E!==void 0&&(E.isRenderTarget===!0?k(E):ee(E))}v.clear(),h.clear()}function pe(F){let E=i.get(F);if(E.__webglInit===void 0)return;let oe=F.source,Ze=p.get(oe);if(Ze){let Ve=Ze[E.__cacheKey];Ve.usedTimes--,Ve.usedTimes===0&&$(F),Object.keys(Ze).length===0&&p.delete(oe)}i.remove(F)}function $(F){let E=i.get(F);n.deleteTexture(E.__webglTexture);let oe=F.source,Ze=p.get(oe);delete Ze[E.__cacheKey],a.memory.textures--}function Oe(F){let E=i.get(F);E.__depthDisposeCallback&&E.__depthDisposeCallback();let oe=F.depthTexture;if(oe&&oe.renderTarget===F&&ee(oe),F.isWebGLCubeRenderTarget)for(let Ve=0;Ve<6;Ve++){if(Array.isArray(E.__webglFramebuffer[Ve]))for(let _t=0;_t<E.__webglFramebuffer[Ve].length;_t++)n.deleteFramebuffer(E.__webglFramebuffer[Ve][_t]);else n.deleteFramebuffer(E.__webglFramebuffer[Ve]);E.__webglDepthbuffer&&n.deleteRenderbuffer(E.__webglDepthbuffer[Ve])}else{if(Array.isArray(E.__webglFramebuffer))for(let Ve=0;Ve<E.__webglFramebuffer.length;Ve++)n.deleteFramebuffer(E.__webglFramebuffer[Ve]);else n.deleteFramebuffer(E.__webglFramebuffer);if(E.__webglDepthbuffer&&n.deleteRenderbuffer(E.__webglDepthbuffer),E.__webglMultisampledFramebuffer&&n.deleteFramebuffer(E.__webglMultisampledFramebuffer),E.__webglColorRenderbuffer)for(let Ve=0;Ve<E.__webglColorRenderbuffer.length;Ve++)E.__webglColorRenderbuffer[Ve]&&n.deleteRenderbuffer(E.__webglColorRenderbuffer[Ve]);E.__webglDepthRenderbuffer&&n.deleteRenderbuffer(E.__webglDepthRenderbuffer)}let Ze=F.textures;for(let Ve=0,_t=Ze.length;Ve<_t;Ve++){let pt=i.get(Ze[Ve]);pt.__webglTexture&&(n.deleteTexture(pt.__webglTexture),a.memory.textures--),i.remove(Ze[Ve])}i.remove(F)}let he=0;function Se(){he=0}function re(){return he}function De(F){he=F}function Be(){let F=he;return F>=r.maxTextures&&Fn("WebGLTextures: Trying to use "+(F+1)+" texture units while this GPU supports only "+r.maxTextures),he+=1,F}function ye(F){let E=[];return E.push(F.wrapS),E.push(F.wrapT),E.push(F.wrapR||0),E.push(F.magFilter),E.push(F.minFilter),E.push(F.anisotropy),E.push(F.internalFormat),E.push(F.format),E.push(F.type),E.push(F.generateMipmaps),E.push(F.mipmapsAutoUpdate),E.push(F.premultiplyAlpha),E.push(F.flipY),E.push(F.unpackAlignment),E.push(F.colorSpace),E.join()}function We(F,E){let oe=i.get(F);if(F.isVideoTexture&&St(F),F.isRenderTargetTexture===!1&&F.isExternalTexture!==!0&&F.version>0&&oe.__version!==F.version){let Ze=F.image;if(Ze===null)Fn("WebGLRenderer: Texture marked for update but no image data found.");else if(Ze.complete===!1)Fn("WebGLRenderer: Texture marked for update but image is incomplete");else{en(oe,F,E);return}}else F.isExternalTexture&&(oe.__webglTexture=F.sourceTexture?F.sourceTexture:null);t.bindTexture(n.TEXTURE_2D,oe.__webglTexture,n.TEXTURE0+E)}function rt(F,E){let oe=i.get(F);if(F.isRenderTargetTexture===!1&&F.version>0&&oe.__version!==F.version){en(oe,F,E);return}else F.isExternalTexture&&(oe.__webglTexture=F.sourceTexture?F.sourceTexture:null);t.bindTexture(n.TEXTURE_2D_ARRAY,oe.__webglTexture,n.TEXTURE0+E)}function bt(F,E){let oe=i.get(F);if(F.isRenderTargetTexture===!1&&F.version>0&&oe.__version!==F.version){en(oe,F,E);return}t.bindTexture(n.TEXTURE_3D,oe.__webglTexture,n.TEXTURE0+E)}function et(F,E){let oe=i.get(F);if(F.version>0&&oe.__version!==F.version){gn(oe,F,E);return}t.bindTexture(n.TEXTURE_CUBE_MAP,oe.__webglTexture,n.TEXTURE0+E)}let nn={[_d]:n.REPEAT,[Za]:n.CLAMP_TO_EDGE,[vd]:n.MIRRORED_REPEAT},pn={[Vr]:n.NEAREST,[wx]:n.NEAREST_MIPMAP_NEAREST,[_f]:n.NEAREST_MIPMAP_LINEAR,[ps]:n.LINEAR,[qd]:n.LINEAR_MIPMAP_NEAREST,[Mo]:n.LINEAR_MIPMAP_LINEAR},Qt={[Ix]:n.NEVER,[E0]:n.ALWAYS,[Lx]:n.LESS,[b0]:n.LEQUAL,[Dx]:n.EQUAL,[M0]:n.GEQUAL,[Nx]:n.GREATER,[Ox]:n.NOTEQUAL};function Rn(F,E){if(E.type===Ta&&e.has("OES_texture_float_linear")===!1&&(E.magFilter===ps||E.magFilter===qd||E.magFilter===_f||E.magFilter===Mo||E.minFilter===ps||E.minFilter===qd||E.minFilter===_f||E.minFilter===Mo)&&Fn("WebGLRenderer: Unable to use linear filtering with floating point textures. OES_texture_float_linear not supported on this device."),n.texParameteri(F,n.TEXTURE_WRAP_S,nn[E.wrapS]),n.texParameteri(F,n.TEXTURE_WRAP_T,nn[E.wrapT]),(F===n.TEXTURE_3D||F===n.TEXTURE_2D_ARRAY)&&n.texParameteri(F,n.TEXTURE_WRAP_R,nn[E.wrapR]),n.texParameteri(F,n.TEXTURE_MAG_FILTER,pn[E.magFilter]),n.texParameteri(F,n.TEXTURE_MIN_FILTER,pn[E.minFilter]),E.compareFunction&&(n.texParameteri(F,n.TEXTURE_COMPARE_MODE,n.COMPARE_REF_TO_TEXTURE),n.texParameteri(F,n.TEXTURE_COMPARE_FUNC,Qt[E.compareFunction])),e.has("EXT_texture_filter_anisotropic")===!0){if(E.magFilter===Vr||E.minFilter!==_f&&E.minFilter!==Mo||E.type===Ta&&e.has("OES_texture_float_linear")===!1)return;if(E.anisotropy>1||i.get(E).__currentAnisotropy){let oe=e.get("EXT_texture_filter_anisotropic");n.texParameterf(F,oe.TEXTURE_MAX_ANISOTROPY_EXT,Math.min(E.anisotropy,r.getMaxAnisotropy())),i.get(E).__currentAnisotropy=E.anisotropy}}}function ht(F,E){let oe=!1;F.__webglInit===void 0&&(F.__webglInit=!0,E.addEventListener("dispose",H),j(E));let Ze=E.source,Ve=p.get(Ze);Ve===void 0&&(Ve={},p.set(Ze,Ve));let _t=ye(E);if(_t!==F.__cacheKey){Ve[_t]===void 0&&(Ve[_t]={texture:n.createTexture(),usedTimes:0},a.memory.textures++,oe=!0),Ve[_t].usedTimes++;let pt=Ve[F.__cacheKey];pt!==void 0&&(Ve[F.__cacheKey].usedTimes--,pt.usedTimes===0&&$(E)),F.__cacheKey=_t,F.__webglTexture=Ve[_t].texture}return oe}function Ft(F,E,oe){return Math.floor(Math.floor(F/oe)/E)}function hn(F,E,oe,Ze){let _t=F.updateRanges;if(_t.length===0)t.texSubImage2D(n.TEXTURE_2D,0,0,0,E.width,E.height,oe,Ze,E.data);else{_t.sort((B,xe)=>B.start-xe.start);let pt=0;for(let B=1;B<_t.length;B++){let xe=_t[pt],me=_t[B],Ge=xe.start+xe.count,Xe=Ft(me.start,E.width,4),qe=Ft(xe.start,E.width,4);me.start<=Ge+1&&Xe===qe&&Ft(me.start+me.count-1,E.width,4)===Xe?xe.count=Math.max(xe.count,me.start+me.count-xe.start):(++pt,_t[pt]=me)}_t.length=pt+1;let Ne=t.getParameter(n.UNPACK_ROW_LENGTH),ze=t.getParameter(n.UNPACK_SKIP_PIXELS),Ce=t.getParameter(n.UNPACK_SKIP_ROWS);t.pixelStorei(n.UNPACK_ROW_LENGTH,E.width);for(let B=0,xe=_t.length;B<xe;B++){let me=_t[B],Ge=Math.floor(me.start/4),Xe=Math.ceil(me.count/4),qe=Ge%E.width,ft=Math.floor(Ge/E.width),Zt=Xe,Fe=1;t.pixelStorei(n.UNPACK_SKIP_PIXELS,qe),t.pixelStorei(n.UNPACK_SKIP_ROWS,ft),t.texSubImage2D(n.TEXTURE_2D,0,qe,ft,Zt,Fe,oe,Ze,E.data)}F.clearUpdateRanges(),t.pixelStorei(n.UNPACK_ROW_LENGTH,Ne),t.pixelStorei(n.UNPACK_SKIP_PIXELS,ze),t.pixelStorei(n.UNPACK_SKIP_ROWS,Ce)}}function en(F,E,oe){let Ze=n.TEXTURE_2D;(E.isDataArrayTexture||E.isCompressedArrayTexture)&&(Ze=n.TEXTURE_2D_ARRAY),E.isData3DTexture&&(Ze=n.TEXTURE_3D);let Ve=ht(F,E),_t=E.source;t.bindTexture(Ze,F.__webglTexture,n.TEXTURE0+oe);let pt=i.get(_t);if(_t.version!==pt.__version||Ve===!0){if(t.activeTexture(n.TEXTURE0+oe),(typeof ImageBitmap<"u"&&E.image instanceof ImageBitmap)===!1){let Fe=li.getPrimaries(li.workingColorSpace),Rt=E.colorSpace===To?null:li.getPrimaries(E.colorSpace),sn=E.colorSpace===To||Fe===Rt?n.NONE:n.BROWSER_DEFAULT_WEBGL;t.pixelStorei(n.UNPACK_FLIP_Y_WEBGL,E.flipY),t.pixelStorei(n.UNPACK_PREMULTIPLY_ALPHA_WEBGL,E.premultiplyAlpha),t.pixelStorei(n.UNPACK_COLORSPACE_CONVERSION_WEBGL,sn)}t.pixelStorei(n.UNPACK_ALIGNMENT,E.unpackAlignment);let ze=S(E.image,!1,r.maxTextureSize);ze=Bt(E,ze);let Ce=s.convert(E.format,E.colorSpace),B=s.convert(E.type),xe=C(E.internalFormat,Ce,B,E.normalized,E.colorSpace,E.isVideoTexture);Rn(Ze,E);let me,Ge=E.mipmaps,Xe=E.isVideoTexture!==!0,qe=pt.__version===void 0||Ve===!0,ft=_t.dataReady,Zt=A(E,ze);if(E.isDepthTexture)xe=x(E.format===Eo,E.type),qe&&(Xe?t.texStorage2D(n.TEXTURE_2D,1,xe,ze.width,ze.height):t.texImage2D(n.TEXTURE_2D,0,xe,ze.width,ze.height,0,Ce,B,null));else if(E.isDataTexture)if(Ge.length>0){Xe&&qe&&t.texStorage2D(n.TEXTURE_2D,Zt,xe,Ge[0].width,Ge[0].height);for(let Fe=0,Rt=Ge.length;Fe<Rt;Fe++)me=Ge[Fe],Xe?ft&&t.texSubImage2D(n.TEXTURE_2D,Fe,0,0,me.width,me.height,Ce,B,me.data):t.texImage2D(n.TEXTURE_2D,Fe,xe,me.width,me.height,0,Ce,B,me.data);E.generateMipmaps=!1}else Xe?(qe&&t.texStorage2D(n.TEXTURE_2D,Zt,xe,ze.width,ze.height),ft&&hn(E,ze,Ce,B)):t.texImage2D(n.TEXTURE_2D,0,xe,ze.width,ze.height,0,Ce,B,ze.data);else if(E.isCompressedTexture)if(E.isCompressedArrayTexture){Xe&&qe&&t.texStorage3D(n.TEXTURE_2D_ARRAY,Zt,xe,Ge[0].width,Ge[0].height,ze.depth);for(let Fe=0,Rt=Ge.length;Fe<Rt;Fe++)if(me=Ge[Fe],E.format!==wa)if(Ce!==null)if(Xe){if(ft)if(E.layerUpdates.size>0){let sn=N0(me.width,me.height,E.format,E.type);for(let ot of E.layerUpdates){let mn=me.data.subarray(ot*sn/me.data.BYTES_PER_ELEMENT,(ot+1)*sn/me.data.BYTES_PER_ELEMENT);t.compressedTexSubImage3D(n.TEXTURE_2D_ARRAY,Fe,0,0,ot,me.width,me.height,1,Ce,mn)}}else t.compressedTexSubImage3D(n.TEXTURE_2D_ARRAY,Fe,0,0,0,me.width,me.height,ze.depth,Ce,me.data)}else t.compressedTexImage3D(n.TEXTURE_2D_ARRAY,Fe,xe,me.width,me.height,ze.depth,0,me.data,0,0);else Fn("WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()");else Xe?ft&&t.texSubImage3D(n.TEXTURE_2D_ARRAY,Fe,0,0,0,me.width,me.height,ze.depth,Ce,B,me.data):t.texImage3D(n.TEXTURE_2D_ARRAY,Fe,xe,me.width,me.height,ze.depth,0,Ce,B,me.data);E.layerUpdates.size>0&&E.clearLayerUpdates()}else{Xe&&qe&&t.texStorage2D(n.TEXTURE_2D,Zt,xe,Ge[0].width,Ge[0].height);for(let Fe=0,Rt=Ge.length;Fe<Rt;Fe++)me=Ge[Fe],E.format!==wa?Ce!==null?Xe?ft&&t.compressedTexSubImage2D(n.TEXTURE_2D,Fe,0,0,me.width,me.height,Ce,me.data):t.compressedTexImage2D(n.TEXTURE_2D,Fe,xe,me.width,me.height,0,me.data):Fn("WebGLRenderer: Attempt to load unsupported compressed texture format in .uploadTexture()"):Xe?ft&&t.texSubImage2D(n.TEXTURE_2D,Fe,0,0,me.width,me.height,Ce,B,me.data):t.texImage2D(n.TEXTURE_2D,Fe,xe,me.width,me.height,0,Ce,B,me.data)}else if(E.isDataArrayTexture)if(Xe){if(qe&&t.texStorage3D(n.TEXTURE_2D_ARRAY,Zt,xe,ze.width,ze.height,ze.depth),ft)if(E.layerUpdates.size>0){let Fe=N0(ze.width,ze.height,E.format,E.type);for(let Rt of E.layerUpdates){let sn=ze.data.subarray(Rt*Fe/ze.data.BYTES_PER_ELEMENT,(Rt+1)*Fe/ze.data.BYTES_PER_ELEMENT);t.texSubImage3D(n.TEXTURE_2D_ARRAY,0,0,0,Rt,ze.width,ze.height,1,Ce,B,sn)}E.clearLayerUpdates()}else t.texSubImage3D(n.TEXTURE_2D_ARRAY,0,0,0,0,ze.width,ze.height,ze.depth,Ce,B,ze.data)}else t.texImage3D(n.TEXTURE_2D_ARRAY,0,xe,ze.width,ze.height,ze.depth,0,Ce,B,ze.data);else if(E.isData3DTexture)Xe?(qe&&t.texStorage3D(n.TEXTURE_3D,Zt,xe,ze.width,ze.height,ze.depth),ft&&t.texSubImage3D(n.TEXTURE_3D,0,0,0,0,ze.width,ze.height,ze.depth,Ce,B,ze.data)):t.texImage3D(n.TEXTURE_3D,0,xe,ze.width,ze.height,ze.depth,0,Ce,B,ze.data);else if(E.isFramebufferTexture){if(qe)if(Xe)t.texStorage2D(n.TEXTURE_2D,Zt,xe,ze.width,ze.height);else{let Fe=ze.width,Rt=ze.height;for(let sn=0;sn<Zt;sn++)t.texImage2D(n.TEXTURE_2D,sn,xe,Fe,Rt,0,Ce,B,null),Fe>>=1,Rt>>=1}}else if(E.isHTMLTexture){if("texElementImage2D"in n){let Fe=n.canvas;if(Fe.hasAttribute("layoutsubtree")||Fe.setAttribute("layoutsubtree","true"),ze.parentNode!==Fe){Fe.appendChild(ze),h.add(E),Fe.onpaint=Rt=>{let sn=Rt.changedElements;for(let ot of h)sn.includes(ot.image)&&(ot.needsUpdate=!0)},Fe.requestPaint();return}if(n.texElementImage2D.length===3)n.texElementImage2D(n.TEXTURE_2D,n.RGBA8,ze);else{let sn=n.RGBA,ot=n.RGBA,mn=n.UNSIGNED_BYTE;n.texElementImage2D(n.TEXTURE_2D,0,sn,ot,mn,ze)}n.texParameteri(n.TEXTURE_2D,n.TEXTURE_MIN_FILTER,n.LINEAR),n.texParameteri(n.TEXTURE_2D,n.TEXTURE_WRAP_S,n.CLAMP_TO_EDGE),n.texParameteri(n.TEXTURE_2D,n.TEXTURE_WRAP_T,n.CLAMP_TO_EDGE)}}else if(Ge.length>0){if(Xe&&qe){let Fe=ln(Ge[0]);t.texStorage2D(n.TEXTURE_2D,Zt,xe,Fe.width,Fe.height)}for(let Fe=0,Rt=Ge.length;Fe<Rt;Fe++)me=Ge[Fe],Xe?ft&&t.texSubImage2D(n.TEXTURE_2D,Fe,0,0,Ce,B,me):t.texImage2D(n.TEXTURE_2D,Fe,xe,Ce,B,me);E.generateMipmaps=!1}else if(Xe){if(qe){let Fe=ln(ze);t.texStorage2D(n.TEXTURE_2D,Zt,xe,Fe.width,Fe.height)}ft&&t.texSubImage2D(n.TEXTURE_2D,0,0,0,Ce,B,ze)}else t.texImage2D(n.TEXTURE_2D,0,xe,Ce,B,ze);T(E)&&E.mipmapsAutoUpdate===!0&&b(Ze),pt.__version=_t.version,E.onUpdate&&E.onUpdate(E)}F.__version=E.version}function gn(F,E,oe){if(E.image.length!==6)return;let Ze=ht(F,E),Ve=E.source;t.bindTexture(n.TEXTURE_CUBE_MAP,F.__webglTexture,n.TEXTURE0+oe);let _t=i.get(Ve);if(Ve.version!==_t.__version||Ze===!0){t.activeTexture(n.TEXTURE0+oe);let pt=li.getPrimaries(li.workingColorSpace),Ne=E.colorSpace===To?null:li.getPrimaries(E.colorSpace),ze=E.colorSpace===To||pt===Ne?n.NONE:n.BROWSER_DEFAULT_WEBGL;t.pixelStorei(n.UNPACK_FLIP_Y_WEBGL,E.flipY),t.pixelStorei(n.UNPACK_PREMULTIPLY_ALPHA_WEBGL,E.premultiplyAlpha),t.pixelStorei(n.UNPACK_ALIGNMENT,E.unpackAlignment),t.pixelStorei(n.UNPACK_COLORSPACE_CONVERSION_WEBGL,ze);let Ce=E.isCompressedTexture||E.image[0].isCompressedTexture,B=E.image[0]&&E.image[0].isDataTexture,xe=[];for(let ot=0;ot<6;ot++)!Ce&&!B?xe[ot]=S(E.image[ot],!0,r.maxCubemapSize):xe[ot]=B?E.image[ot].image:E.image[ot],xe[ot]=Bt(E,xe[ot]);let me=xe[0],Ge=s.convert(E.format,E.colorSpace),Xe=s.convert(E.type),qe=C(E.internalFormat,Ge,Xe,E.normalized,E.colorSpace),ft=E.isVideoTexture!==!0,Zt=_t.__version===void 0||Ze===!0,Fe=Ve.dataReady,Rt=A(E,me);Rn(n.TEXTURE_CUBE_MAP,E);let sn;if(E.isDepthTexture){if(qe=x(E.format===Eo,E.type),Zt)if(ft)t.texStorage2D(n.TEXTURE_CUBE_MAP,1,qe,me.width,me.height);else for(let ot=0;ot<6;ot++)t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,0,qe,me.width,me.height,0,Ge,Xe,null)}else if(Ce){ft&&Zt&&t.texStorage2D(n.TEXTURE_CUBE_MAP,Rt,qe,me.width,me.height);for(let ot=0;ot<6;ot++){sn=xe[ot].mipmaps;for(let mn=0;mn<sn.length;mn++){let ni=sn[mn];E.format!==wa?Ge!==null?ft?Fe&&t.compressedTexSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn,0,0,ni.width,ni.height,Ge,ni.data):t.compressedTexImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn,qe,ni.width,ni.height,0,ni.data):Fn("WebGLRenderer: Attempt to load unsupported compressed texture format in .setTextureCube()"):ft?Fe&&t.texSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn,0,0,ni.width,ni.height,Ge,Xe,ni.data):t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn,qe,ni.width,ni.height,0,Ge,Xe,ni.data)}}}else{if(sn=E.mipmaps,ft&&Zt){sn.length>0&&Rt++;let ot=ln(xe[0]);t.texStorage2D(n.TEXTURE_CUBE_MAP,Rt,qe,ot.width,ot.height)}for(let ot=0;ot<6;ot++)if(B){ft?Fe&&t.texSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,0,0,0,xe[ot].width,xe[ot].height,Ge,Xe,xe[ot].data):t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,0,qe,xe[ot].width,xe[ot].height,0,Ge,Xe,xe[ot].data);for(let mn=0;mn<sn.length;mn++){let Nn=sn[mn].image[ot].image;ft?Fe&&t.texSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn+1,0,0,Nn.width,Nn.height,Ge,Xe,Nn.data):t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn+1,qe,Nn.width,Nn.height,0,Ge,Xe,Nn.data)}}else{ft?Fe&&t.texSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,0,0,0,Ge,Xe,xe[ot]):t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,0,qe,Ge,Xe,xe[ot]);for(let mn=0;mn<sn.length;mn++){let ni=sn[mn];ft?Fe&&t.texSubImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn+1,0,0,Ge,Xe,ni.image[ot]):t.texImage2D(n.TEXTURE_CUBE_MAP_POSITIVE_X+ot,mn+1,qe,Ge,Xe,ni.image[ot])}}}T(E)&&E.mipmapsAutoUpdate===!0&&b(n.TEXTURE_CUBE_MAP),_t.__version=Ve.version,E.onUpdate&&E.onUpdate(E)}F.__version=E.version}function _n(F,E,oe,Ze,Ve,_t){let pt=s.convert(oe.format,oe.colorSpace),Ne=s.convert(oe.type),ze=C(oe.internalFormat,pt,Ne,oe.normalized,oe.colorSpace),Ce=i.get(E),B=i.get(oe);if(B.__renderTarget=E,!Ce.__hasExternalTextures){let xe=Math.max(1,E.width>>_t),me=Math.max(1,E.height>>_t);Ve===n.TEXTURE_3D||Ve===n.TEXTURE_2D_ARRAY?t.texImage3D(Ve,_t,ze,xe,me,E.depth,0,pt,Ne,null):t.texImage2D(Ve,_t,ze,xe,me,0,pt,Ne,null)}t.bindFramebuffer(n.FRAMEBUFFER,F),nt(E)?o.framebufferTexture2DMultisampleEXT(n.FRAMEBUFFER,Ze,Ve,B.__webglTexture,0,Mn(E)):(Ve===n.TEXTURE_2D||Ve>=n.TEXTURE_CUBE_MAP_POSITIVE_X&&Ve<=n.TEXTURE_CUBE_MAP_NEGATIVE_Z)&&n.framebufferTexture2D(n.FRAMEBUFFER,Ze,Ve,B.__webglTexture,_t),t.bindFramebuffer(n.FRAMEBUFFER,null)}function vi(F,E,oe){if(n.bindRenderbuffer(n.RENDERBUFFER,F),E.depthBuffer){let Ze=E.depthTexture,Ve=Ze&&Ze.isDepthTexture?Ze.type:null,_t=x(E.stencilBuffer,Ve),pt=E.stencilBuffer?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT;nt(E)?o.renderbufferStorageMultisampleEXT(n.RENDERBUFFER,Mn(E),_t,E.width,E.height):oe?n.renderbufferStorageMultisample(n.RENDERBUFFER,Mn(E),_t,E.width,E.height):n.renderbufferStorage(n.RENDERBUFFER,_t,E.width,E.height),n.framebufferRenderbuffer(n.FRAMEBUFFER,pt,n.RENDERBUFFER,F)}else{let Ze=E.textures;for(let Ve=0;Ve<Ze.length;Ve++){let _t=Ze[Ve],pt=s.convert(_t.format,_t.colorSpace),Ne=s.convert(_t.type),ze=C(_t.internalFormat,pt,Ne,_t.normalized,_t.colorSpace);nt(E)?o.renderbufferStorageMultisampleEXT(n.RENDERBUFFER,Mn(E),ze,E.width,E.height):oe?n.renderbufferStorageMultisample(n.RENDERBUFFER,Mn(E),ze,E.width,E.height):n.renderbufferStorage(n.RENDERBUFFER,ze,E.width,E.height)}}n.bindRenderbuffer(n.RENDERBUFFER,null)}function kn(F,E,oe){let Ze=E.isWebGLCubeRenderTarget===!0;if(t.bindFramebuffer(n.FRAMEBUFFER,F),!(E.depthTexture&&E.depthTexture.isDepthTexture))throw new Error("THREE.WebGLTextures: renderTarget.depthTexture must be an instance of THREE.DepthTexture.");let Ve=i.get(E.depthTexture);Ve.__renderTarget=E;let _t=Ze?E.depthTexture.image[0]:E.depthTexture.image;(!Ve.__webglTexture||_t.width!==E.width||_t.height!==E.height)&&(_t.width=E.width,_t.height=E.height,E.depthTexture.needsUpdate=!0),Ze?et(E.depthTexture,0):We(E.depthTexture,0);let pt=Ve.__webglTexture,Ne=Mn(E),ze=Ze?n.TEXTURE_CUBE_MAP_POSITIVE_X+oe:n.TEXTURE_2D,Ce=E.depthTexture.format===Eo?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT;if(E.depthTexture.format===xo)nt(E)?o.framebufferTexture2DMultisampleEXT(n.FRAMEBUFFER,Ce,ze,pt,0,Ne):n.framebufferTexture2D(n.FRAMEBUFFER,Ce,ze,pt,0);else if(E.depthTexture.format===Eo)nt(E)?o.framebufferTexture2DMultisampleEXT(n.FRAMEBUFFER,Ce,ze,pt,0,Ne):n.framebufferTexture2D(n.FRAMEBUFFER,Ce,ze,pt,0);else throw new Error("THREE.WebGLTextures: Unknown depthTexture format.")}function I(F){let E=i.get(F),oe=F.isWebGLCubeRenderTarget===!0;if(E.__boundDepthTexture!==F.depthTexture){let Ze=F.depthTexture;if(E.__depthDisposeCallback&&E.__depthDisposeCallback(),Ze){let Ve=()=>{delete E.__boundDepthTexture,delete E.__depthDisposeCallback,Ze.removeEventListener("dispose",Ve)};Ze.addEventListener("dispose",Ve),E.__depthDisposeCallback=Ve}E.__boundDepthTexture=Ze}if(F.depthTexture&&!E.__autoAllocateDepthBuffer)if(oe)for(let Ze=0;Ze<6;Ze++)kn(E.__webglFramebuffer[Ze],F,Ze);else F.texture.mipmaps.length>0?kn(E.__webglFramebuffer[0],F,0):kn(E.__webglFramebuffer,F,0);else if(oe){E.__webglDepthbuffer=[];for(let Ze=0;Ze<6;Ze++)if(t.bindFramebuffer(n.FRAMEBUFFER,E.__webglFramebuffer[Ze]),E.__webglDepthbuffer[Ze]===void 0)E.__webglDepthbuffer[Ze]=n.createRenderbuffer(),vi(E.__webglDepthbuffer[Ze],F,!1);else{let Ve=F.stencilBuffer?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT,_t=E.__webglDepthbuffer[Ze];n.bindRenderbuffer(n.RENDERBUFFER,_t),n.framebufferRenderbuffer(n.FRAMEBUFFER,Ve,n.RENDERBUFFER,_t)}}else if(F.texture.mipmaps.length>0?t.bindFramebuffer(n.FRAMEBUFFER,E.__webglFramebuffer[0]):t.bindFramebuffer(n.FRAMEBUFFER,E.__webglFramebuffer),E.__webglDepthbuffer===void 0)E.__webglDepthbuffer=n.createRenderbuffer(),vi(E.__webglDepthbuffer,F,!1);else{let Ve=F.stencilBuffer?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT,_t=E.__webglDepthbuffer;n.bindRenderbuffer(n.RENDERBUFFER,_t),n.framebufferRenderbuffer(n.FRAMEBUFFER,Ve,n.RENDERBUFFER,_t)}t.bindFramebuffer(n.FRAMEBUFFER,null)}function ti(F,E,oe){let Ze=i.get(F);E!==void 0&&_n(Ze.__webglFramebuffer,F,F.texture,n.COLOR_ATTACHMENT0,n.TEXTURE_2D,0),oe!==void 0&&I(F)}function ui(F){let E=F.texture,oe=i.get(F),Ze=i.get(E);F.addEventListener("dispose",te),j(F);let Ve=F.textures,_t=F.isWebGLCubeRenderTarget===!0,pt=Ve.length>1;if(pt||(Ze.__webglTexture===void 0&&(Ze.__webglTexture=n.createTexture()),Ze.__version=E.version,a.memory.textures++),_t){oe.__webglFramebuffer=[];for(let Ne=0;Ne<6;Ne++)if(E.mipmaps.length>0){oe.__webglFramebuffer[Ne]=[];for(let ze=0;ze<E.mipmaps.length;ze++)oe.__webglFramebuffer[Ne][ze]=n.createFramebuffer()}else oe.__webglFramebuffer[Ne]=n.createFramebuffer()}else{if(E.mipmaps.length>0){oe.__webglFramebuffer=[];for(let Ne=0;Ne<E.mipmaps.length;Ne++)oe.__webglFramebuffer[Ne]=n.createFramebuffer()}else oe.__webglFramebuffer=n.createFramebuffer();if(pt)for(let Ne=0,ze=Ve.length;Ne<ze;Ne++){let Ce=i.get(Ve[Ne]);Ce.__webglTexture===void 0&&(Ce.__webglTexture=n.createTexture(),a.memory.textures++)}if(F.samples>0&&nt(F)===!1){oe.__webglMultisampledFramebuffer=n.createFramebuffer(),oe.__webglColorRenderbuffer=[],t.bindFramebuffer(n.FRAMEBUFFER,oe.__webglMultisampledFramebuffer);for(let Ne=0;Ne<Ve.length;Ne++){let ze=Ve[Ne];oe.__webglColorRenderbuffer[Ne]=n.createRenderbuffer(),n.bindRenderbuffer(n.RENDERBUFFER,oe.__webglColorRenderbuffer[Ne]);let Ce=s.convert(ze.format,ze.colorSpace),B=s.convert(ze.type),xe=C(ze.internalFormat,Ce,B,ze.normalized,ze.colorSpace,F.isXRRenderTarget===!0),me=Mn(F);n.renderbufferStorageMultisample(n.RENDERBUFFER,me,xe,F.width,F.height),n.framebufferRenderbuffer(n.FRAMEBUFFER,n.COLOR_ATTACHMENT0+Ne,n.RENDERBUFFER,oe.__webglColorRenderbuffer[Ne])}n.bindRenderbuffer(n.RENDERBUFFER,null),F.depthBuffer&&(oe.__webglDepthRenderbuffer=n.createRenderbuffer(),vi(oe.__webglDepthRenderbuffer,F,!0)),t.bindFramebuffer(n.FRAMEBUFFER,null)}}if(_t){t.bindTexture(n.TEXTURE_CUBE_MAP,Ze.__webglTexture),Rn(n.TEXTURE_CUBE_MAP,E);for(let Ne=0;Ne<6;Ne++)if(E.mipmaps.length>0)for(let ze=0;ze<E.mipmaps.length;ze++)_n(oe.__webglFramebuffer[Ne][ze],F,E,n.COLOR_ATTACHMENT0,n.TEXTURE_CUBE_MAP_POSITIVE_X+Ne,ze);else _n(oe.__webglFramebuffer[Ne],F,E,n.COLOR_ATTACHMENT0,n.TEXTURE_CUBE_MAP_POSITIVE_X+Ne,0);T(E)?b(n.TEXTURE_CUBE_MAP):E.mipmaps.length>0&&n.texParameteri(n.TEXTURE_CUBE_MAP,n.TEXTURE_MAX_LEVEL,E.mipmaps.length-1),t.unbindTexture()}else if(pt){for(let Ne=0,ze=Ve.length;Ne<ze;Ne++){let Ce=Ve[Ne],B=i.get(Ce),xe=n.TEXTURE_2D;(F.isWebGL3DRenderTarget||F.isWebGLArrayRenderTarget)&&(xe=F.isWebGL3DRenderTarget?n.TEXTURE_3D:n.TEXTURE_2D_ARRAY),t.bindTexture(xe,B.__webglTexture),Rn(xe,Ce),_n(oe.__webglFramebuffer,F,Ce,n.COLOR_ATTACHMENT0+Ne,xe,0),T(Ce)&&b(xe)}t.unbindTexture()}else{let Ne=n.TEXTURE_2D;if((F.isWebGL3DRenderTarget||F.isWebGLArrayRenderTarget)&&(Ne=F.isWebGL3DRenderTarget?n.TEXTURE_3D:n.TEXTURE_2D_ARRAY),t.bindTexture(Ne,Ze.__webglTexture),Rn(Ne,E),E.mipmaps.length>0)for(let ze=0;ze<E.mipmaps.length;ze++)_n(oe.__webglFramebuffer[ze],F,E,n.COLOR_ATTACHMENT0,Ne,ze);else _n(oe.__webglFramebuffer,F,E,n.COLOR_ATTACHMENT0,Ne,0);T(E)?b(Ne):E.mipmaps.length>0&&n.texParameteri(Ne,n.TEXTURE_MAX_LEVEL,E.mipmaps.length-1),t.unbindTexture()}F.depthBuffer&&I(F)}function K(F){let E=F.textures;for(let oe=0,Ze=E.length;oe<Ze;oe++){let Ve=E[oe];if(T(Ve)&&Ve.mipmapsAutoUpdate===!0){let _t=D(F),pt=i.get(Ve).__webglTexture;t.bindTexture(_t,pt),b(_t),t.unbindTexture()}}}let yt=[];function rn(F){if(F.samples>0){if(nt(F)===!1){let E=F.textures,oe=F.width,Ze=F.height,Ve=n.COLOR_BUFFER_BIT,_t=F.stencilBuffer?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT,pt=i.get(F),Ne=E.length>1;if(Ne)for(let Ce=0;Ce<E.length;Ce++)t.bindFramebuffer(n.FRAMEBUFFER,pt.__webglMultisampledFramebuffer),n.framebufferRenderbuffer(n.FRAMEBUFFER,n.COLOR_ATTACHMENT0+Ce,n.RENDERBUFFER,null),t.bindFramebuffer(n.FRAMEBUFFER,pt.__webglFramebuffer),n.framebufferTexture2D(n.DRAW_FRAMEBUFFER,n.COLOR_ATTACHMENT0+Ce,n.TEXTURE_2D,null,0);t.bindFramebuffer(n.READ_FRAMEBUFFER,pt.__webglMultisampledFramebuffer),F.texture.mipmaps.length>0?t.bindFramebuffer(n.DRAW_FRAMEBUFFER,pt.__webglFramebuffer[0]):t.bindFramebuffer(n.DRAW_FRAMEBUFFER,pt.__webglFramebuffer);for(let Ce=0;Ce<E.length;Ce++){if(F.resolveDepthBuffer&&(F.depthBuffer&&(Ve|=n.DEPTH_BUFFER_BIT),F.stencilBuffer&&F.resolveStencilBuffer&&(Ve|=n.STENCIL_BUFFER_BIT)),Ne){n.framebufferRenderbuffer(n.READ_FRAMEBUFFER,n.COLOR_ATTACHMENT0,n.RENDERBUFFER,pt.__webglColorRenderbuffer[Ce]);let B=i.get(E[Ce]).__webglTexture;n.framebufferTexture2D(n.DRAW_FRAMEBUFFER,n.COLOR_ATTACHMENT0,n.TEXTURE_2D,B,0)}n.blitFramebuffer(0,0,oe,Ze,0,0,oe,Ze,Ve,n.NEAREST),c===!0&&(yt.length=0,yt.push(n.COLOR_ATTACHMENT0+Ce),F.depthBuffer&&F.storeMultisampledDepthBuffer===!1&&yt.push(_t),n.invalidateFramebuffer(n.READ_FRAMEBUFFER,yt))}if(t.bindFramebuffer(n.READ_FRAMEBUFFER,null),t.bindFramebuffer(n.DRAW_FRAMEBUFFER,null),Ne)for(let Ce=0;Ce<E.length;Ce++){t.bindFramebuffer(n.FRAMEBUFFER,pt.__webglMultisampledFramebuffer),n.framebufferRenderbuffer(n.FRAMEBUFFER,n.COLOR_ATTACHMENT0+Ce,n.RENDERBUFFER,pt.__webglColorRenderbuffer[Ce]);let B=i.get(E[Ce]).__webglTexture;t.bindFramebuffer(n.FRAMEBUFFER,pt.__webglFramebuffer),n.framebufferTexture2D(n.DRAW_FRAMEBUFFER,n.COLOR_ATTACHMENT0+Ce,n.TEXTURE_2D,B,0)}t.bindFramebuffer(n.DRAW_FRAMEBUFFER,pt.__webglMultisampledFramebuffer)}else if(F.depthBuffer&&F.storeMultisampledDepthBuffer===!1&&c){let E=F.stencilBuffer?n.DEPTH_STENCIL_ATTACHMENT:n.DEPTH_ATTACHMENT;n.invalidateFramebuffer(n.DRAW_FRAMEBUFFER,[E])}}}function Mn(F){return Math.min(r.maxSamples,F.samples)}function nt(F){let E=i.get(F);return F.samples>0&&e.has("WEBGL_multisampled_render_to_texture")===!0&&E.__useRenderToTexture!==!1}function St(F){let E=a.render.frame;u.get(F)!==E&&(u.set(F,E),F.update())}function Bt(F,E){let oe=F.colorSpace,Ze=F.format,Ve=F.type;return F.isCompressedTexture===!0||F.isVideoTexture===!0||oe!==Qu&&oe!==To&&(li.getTransfer(oe)===Ai?(Ze!==wa||Ve!==As)&&Fn("WebGLTextures: sRGB encoded textures have to use RGBAFormat and UnsignedByteType."):Un("WebGLTextures: Unsupported texture color space:",oe)),E}function ln(F){return typeof HTMLImageElement<"u"&&F instanceof HTMLImageElement?(l.width=F.naturalWidth||F.width,l.height=F.naturalHeight||F.height):typeof VideoFrame<"u"&&F instanceof VideoFrame?(l.width=F.displayWidth,l.height=F.displayHeight):(l.width=F.width,l.height=F.height),l}this.allocateTextureUnit=Be,this.resetTextureUnits=Se,this.getTextureUnits=re,this.setTextureUnits=De,this.setTexture2D=We,this.setTexture2DArray=rt,this.setTexture3D=bt,this.setTextureCube=et,this.rebindTextures=ti,this.setupRenderTarget=ui,this.updateRenderTargetMipmap=K,this.updateMultisampleRenderTarget=rn,this.setupDepthRenderbuffer=I,this.setupFrameBufferTexture=_n,this.useMultisampledRTT=nt,this.dispose=ie}function qP(n,e){function t(i,r=To){let s,a=li.getTransfer(r);if(i===As)return n.UNSIGNED_BYTE;if(i===Zd)return n.UNSIGNED_SHORT_4_4_4_4;if(i===Kd)return n.UNSIGNED_SHORT_5_5_5_1;if(i===_0)return n.UNSIGNED_INT_5_9_9_9_REV;if(i===v0)return n.UNSIGNED_INT_10F_11F_11F_REV;if(i===m0)return n.BYTE;if(i===g0)return n.SHORT;if(i===qc)return n.UNSIGNED_SHORT;if(i===$d)return n.INT;if(i===Ea)return n.UNSIGNED_INT;if(i===Ta)return n.FLOAT;if(i===Aa)return n.HALF_FLOAT;if(i===x0)return n.ALPHA;if(i===y0)return n.RGB;if(i===wa)return n.RGBA;if(i===xo)return n.DEPTH_COMPONENT;if(i===Eo)return n.DEPTH_STENCIL;if(i===S0)return n.RED;if(i===jd)return n.RED_INTEGER;if(i===ml)return n.RG;if(i===Jd)return n.RG_INTEGER;if(i===Qd)return n.RGBA_INTEGER;if(i===vf||i===xf||i===yf||i===Sf)if(a===Ai)if(s=e.get("WEBGL_compressed_texture_s3tc_srgb"),s!==null){if(i===vf)return s.COMPRESSED_SRGB_S3TC_DXT1_EXT;if(i===xf)return s.COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT;if(i===yf)return s.COMPRESSED_SRGB_ALPHA_S3TC_DXT3_EXT;if(i===Sf)return s.COMPRESSED_SRGB_ALPHA_S3TC_DXT5_EXT}else return null;else if(s=e.get("WEBGL_compressed_texture_s3tc"),s!==null){if(i===vf)return s.COMPRESSED_RGB_S3TC_DXT1_EXT;if(i===xf)return s.COMPRESSED_RGBA_S3TC_DXT1_EXT;if(i===yf)return s.COMPRESSED_RGBA_S3TC_DXT3_EXT;if(i===Sf)return s.COMPRESSED_RGBA_S3TC_DXT5_EXT}else return null;if(i===ep||i===tp||i===np||i===ip)if(s=e.get("WEBGL_compressed_texture_pvrtc"),s!==null){if(i===ep)return s.COMPRESSED_RGB_PVRTC_4BPPV1_IMG;if(i===tp)return s.COMPRESSED_RGB_PVRTC_2BPPV1_IMG;if(i===np)return s.COMPRESSED_RGBA_PVRTC_4BPPV1_IMG;if(i===ip)return s.COMPRESSED_RGBA_PVRTC_2BPPV1_IMG}else return null;if(i===rp||i===sp||i===ap||i===op||i===lp||i===bf||i===cp)if(s=e.get("WEBGL_compressed_texture_etc"),s!==null){if(i===rp||i===sp)return a===Ai?s.COMPRESSED_SRGB8_ETC2:s.COMPRESSED_RGB8_ETC2;if(i===ap)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ETC2_EAC:s.COMPRESSED_RGBA8_ETC2_EAC;if(i===op)return s.COMPRESSED_R11_EAC;if(i===lp)return s.COMPRESSED_SIGNED_R11_EAC;if(i===bf)return s.COMPRESSED_RG11_EAC;if(i===cp)return s.COMPRESSED_SIGNED_RG11_EAC}else return null;if(i===up||i===fp||i===hp||i===dp||i===pp||i===mp||i===gp||i===_p||i===vp||i===xp||i===yp||i===Sp||i===bp||i===Mp)if(s=e.get("WEBGL_compressed_texture_astc"),s!==null){if(i===up)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_4x4_KHR:s.COMPRESSED_RGBA_ASTC_4x4_KHR;if(i===fp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_5x4_KHR:s.COMPRESSED_RGBA_ASTC_5x4_KHR;if(i===hp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_5x5_KHR:s.COMPRESSED_RGBA_ASTC_5x5_KHR;if(i===dp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_6x5_KHR:s.COMPRESSED_RGBA_ASTC_6x5_KHR;if(i===pp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_6x6_KHR:s.COMPRESSED_RGBA_ASTC_6x6_KHR;if(i===mp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_8x5_KHR:s.COMPRESSED_RGBA_ASTC_8x5_KHR;if(i===gp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_8x6_KHR:s.COMPRESSED_RGBA_ASTC_8x6_KHR;if(i===_p)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_8x8_KHR:s.COMPRESSED_RGBA_ASTC_8x8_KHR;if(i===vp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_10x5_KHR:s.COMPRESSED_RGBA_ASTC_10x5_KHR;if(i===xp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_10x6_KHR:s.COMPRESSED_RGBA_ASTC_10x6_KHR;if(i===yp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_10x8_KHR:s.COMPRESSED_RGBA_ASTC_10x8_KHR;if(i===Sp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_10x10_KHR:s.COMPRESSED_RGBA_ASTC_10x10_KHR;if(i===bp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_12x10_KHR:s.COMPRESSED_RGBA_ASTC_12x10_KHR;if(i===Mp)return a===Ai?s.COMPRESSED_SRGB8_ALPHA8_ASTC_12x12_KHR:s.COMPRESSED_RGBA_ASTC_12x12_KHR}else return null;if(i===Ep||i===Tp||i===Ap)if(s=e.get("EXT_texture_compression_bptc"),s!==null){if(i===Ep)return a===Ai?s.COMPRESSED_SRGB_ALPHA_BPTC_UNORM_EXT:s.COMPRESSED_RGBA_BPTC_UNORM_EXT;if(i===Tp)return s.COMPRESSED_RGB_BPTC_SIGNED_FLOAT_EXT;if(i===Ap)return s.COMPRESSED_RGB_BPTC_UNSIGNED_FLOAT_EXT}else return null;if(i===wp||i===Cp||i===Mf||i===Rp)if(s=e.get("EXT_texture_compression_rgtc"),s!==null){if(i===wp)return s.COMPRESSED_RED_RGTC1_EXT;if(i===Cp)return s.COMPRESSED_SIGNED_RED_RGTC1_EXT;if(i===Mf)return s.COMPRESSED_RED_GREEN_RGTC2_EXT;if(i===Rp)return s.COMPRESSED_SIGNED_RED_GREEN_RGTC2_EXT}else return null;return i===Yl?n.UNSIGNED_INT_24_8:n[i]!==void 0?n[i]:null}return{convert:t}}var $P=`
void main() {

	gl_Position = vec4( position, 1.0 );

}`,ZP=`
uniform sampler2DArray depthColor;
uniform float depthWidth;
uniform float depthHeight;

void main() {

	vec2 coord = vec2( gl_FragCoord.x / depthWidth, gl_FragCoord.y / depthHeight );

	if ( coord.x >= 1.0 ) {

		gl_FragDepth = texture( depthColor, vec3( coord.x - 1.0, coord.y, 1 ) ).r;

	} else {

		gl_FragDepth = texture( depthColor, vec3( coord.x, coord.y, 0 ) ).r;

	}

}`,H0=class{constructor(){this.texture=null,this.mesh=null,this.depthNear=0,this.depthFar=0}init(e,t){if(this.texture===null){let i=new cf(e.texture);(e.depthNear!==t.depthNear||e.depthFar!==t.depthFar)&&(this.depthNear=e.depthNear,this.depthFar=e.depthFar),this.texture=i}}getMesh(e){if(this.texture!==null&&this.mesh===null){let t=e.cameras[0].viewport,i=new Ka({vertexShader:$P,fragmentShader:ZP,uniforms:{depthColor:{value:this.texture},depthWidth:{value:t.z},depthHeight:{value:t.w}}});this.mesh=new ba(new uf(20,20),i)}return this.mesh}reset(){this.texture=null,this.mesh=null}getDepthTexture(){return this.texture}},W0=class extends Sa{constructor(e,t){super();let i=this,r=null,s=1,a=null,o="local-floor",c=1,l=null,u=null,h=null,f=null,p=null,v=null,M=typeof XRWebGLBinding<"u",m=new H0,g={},S=t.getContextAttributes(),T=null,b=null,D=[],C=[],x=new Bn,A=null,j=null,W=new Es;W.viewport=new Qi;let H=new Es;H.viewport=new Qi;let te=[W,H],ee=new Wd,k=null,ie=null;this.cameraAutoUpdate=!0,this.enabled=!1,this.isPresenting=!1,this.getController=function(ye){let We=D[ye];return We===void 0&&(We=new Bc,D[ye]=We),We.getTargetRaySpace()},this.getControllerGrip=function(ye){let We=D[ye];return We===void 0&&(We=new Bc,D[ye]=We),We.getGripSpace()},this.getHand=function(ye){let We=D[ye];return We===void 0&&(We=new Bc,D[ye]=We),We.getHandSpace()};function pe(ye){let We=C.indexOf(ye.inputSource);if(We===-1)return;let rt=D[We];rt!==void 0&&(rt.update(ye.inputSource,ye.frame,l||a),rt.dispatchEvent({type:ye.type,data:ye.inputSource}))}function $(){r.removeEventListener("select",pe),r.removeEventListener("selectstart",pe),r.removeEventListener("selectend",pe),r.removeEventListener("squeeze",pe),r.removeEventListener("squeezestart",pe),r.removeEventListener("squeezeend",pe),r.removeEventListener("end",$),r.removeEventListener("inputsourceschange",Oe);for(let ye=0;ye<D.length;ye++){let We=C[ye];We!==null&&(C[ye]=null,D[ye].disconnect(We))}k=null,ie=null,m.reset();for(let ye in g)delete g[ye];if(e.setRenderTarget(T),p=null,f=null,h=null,r=null,b=null,Be.stop(),i.isPresenting=!1,e.setPixelRatio(A),e.setSize(x.width,x.height,!1),j!==null){let ye=j.camera;ye.fov=j.fov,ye.zoom=j.zoom,ye.updateProjectionMatrix(),j=null}i.dispatchEvent({type:"sessionend"})}this.setFramebufferScaleFactor=function(ye){s=ye,i.isPresenting===!0&&Fn("WebXRManager: Cannot change framebuffer scale while presenting.")},this.setReferenceSpaceType=function(ye){o=ye,i.isPresenting===!0&&Fn("WebXRManager: Cannot change reference space type while presenting.")},this.getReferenceSpace=function(){return l||a},this.setReferenceSpace=function(ye){l=ye},this.getBaseLayer=function(){return f!==null?f:p},this.getBinding=function(){return h===null&&M&&(h=new XRWebGLBinding(r,t)),h},this.getFrame=function(){return v},this.getSession=function(){return r},this.setSession=async function(ye){if(r=ye,r!==null){if(T=e.getRenderTarget(),r.addEventListener("select",pe),r.addEventListener("selectstart",pe),r.addEventListener("selectend",pe),r.addEventListener("squeeze",pe),r.addEventListener("squeezestart",pe),r.addEventListener("squeezeend",pe),r.addEventListener("end",$),r.addEventListener("inputsourceschange",Oe),S.xrCompatible!==!0&&await t.makeXRCompatible(),A=e.getPixelRatio(),e.getSize(x),M&&"createProjectionLayer"in XRWebGLBinding.prototype){let rt=null,bt=null,et=null;S.depth&&(et=S.stencil?t.DEPTH24_STENCIL8:t.DEPTH_COMPONENT24,rt=S.stencil?Eo:xo,bt=S.stencil?Yl:Ea);let nn={colorFormat:t.RGBA8,depthFormat:et,scaleFactor:s};h=this.getBinding(),f=h.createProjectionLayer(nn),r.updateRenderState({layers:[f]}),e.setPixelRatio(1),e.setSize(f.textureWidth,f.textureHeight,!1),b=new ks(f.textureWidth,f.textureHeight,{format:wa,type:As,depthTexture:new bo(f.textureWidth,f.textureHeight,bt,void 0,void 0,void 0,void 0,void 0,void 0,rt),stencilBuffer:S.stencil,colorSpace:e.outputColorSpace,samples:S.antialias?4:0,resolveDepthBuffer:f.ignoreDepthValues===!1,resolveStencilBuffer:f.ignoreDepthValues===!1,storeMultisampledDepthBuffer:f.ignoreDepthValues===!1,storeMultisampledStencilBuffer:f.ignoreDepthValues===!1})}else{let rt={antialias:S.antialias,alpha:!0,depth:S.depth,stencil:S.stencil,framebufferScaleFactor:s};p=new XRWebGLLayer(r,t,rt),r.updateRenderState({baseLayer:p}),e.setPixelRatio(1),e.setSize(p.framebufferWidth,p.framebufferHeight,!1),b=new ks(p.framebufferWidth,p.framebufferHeight,{format:wa,type:As,colorSpace:e.outputColorSpace,stencilBuffer:S.stencil,resolveDepthBuffer:p.ignoreDepthValues===!1,resolveStencilBuffer:p.ignoreDepthValues===!1,storeMultisampledDepthBuffer:p.ignoreDepthValues===!1,storeMultisampledStencilBuffer:p.ignoreDepthValues===!1})}b.isXRRenderTarget=!0,this.setFoveation(c),l=null,a=await r.requestReferenceSpace(o),Be.setContext(r),Be.start(),i.isPresenting=!0,i.dispatchEvent({type:"sessionstart"})}},this.getEnvironmentBlendMode=function(){if(r!==null)return r.environmentBlendMode},this.getDepthTexture=function(){return m.getDepthTexture()};function Oe(ye){for(let We=0;We<ye.removed.length;We++){let rt=ye.removed[We],bt=C.indexOf(rt);bt>=0&&(C[bt]=null,D[bt].disconnect(rt))}for(let We=0;We<ye.added.length;We++){let rt=ye.added[We],bt=C.indexOf(rt);if(bt===-1){for(let nn=0;nn<D.length;nn++)if(nn>=C.length){C.push(rt),bt=nn;break}else if(C[nn]===null){C[nn]=rt,bt=nn;break}if(bt===-1)break}let et=D[bt];et&&et.connect(rt)}}function he(ye,We){We===null?ye.matrixWorld.copy(ye.matrix):ye.matrixWorld.multiplyMatrices(We.matrixWorld,ye.matrix),ye.matrixWorldInverse.copy(ye.matrixWorld).invert()}this.updateCamera=function(ye){if(r===null)return;let We=ye.near,rt=ye.far;m.texture!==null&&(m.depthNear>0&&(We=m.depthNear),m.depthFar>0&&(rt=m.depthFar)),ee.near=H.near=W.near=We,ee.far=H.far=W.far=rt,(k!==ee.near||ie!==ee.far)&&(r.updateRenderState({depthNear:ee.near,depthFar:ee.far}),k=ee.near,ie=ee.far),ee.layers.mask=ye.layers.mask|6,W.layers.mask=ee.layers.mask&-5,H.layers.mask=ee.layers.mask&-3;let bt=ye.parent,et=ee.cameras;he(ee,bt);for(let nn=0;nn<et.length;nn++)he(et[nn],bt);ee.projectionMatrix.copy(W.projectionMatrix),ee.projectionMatrixInverse.copy(W.projectionMatrixInverse),j===null&&ye.isPerspectiveCamera&&(j={camera:ye,fov:ye.fov,zoom:ye.zoom}),Se(ye,ee,bt)};function Se(ye,We,rt){rt===null?ye.matrix.copy(We.matrixWorld):(ye.matrix.copy(rt.matrixWorld),ye.matrix.invert(),ye.matrix.multiply(We.matrixWorld)),ye.matrix.decompose(ye.position,ye.quaternion,ye.scale),ye.updateMatrixWorld(!0),ye.projectionMatrix.copy(We.projectionMatrix),ye.projectionMatrixInverse.copy(We.projectionMatrixInverse),ye.isPerspectiveCamera&&(ye.fov=Fc*2*Math.atan(1/ye.projectionMatrix.elements[5]),ye.zoom=1)}this.getCamera=function(){return ee},this.getFoveation=function(){if(!(f===null&&p===null))return c},this.setFoveation=function(ye){c=ye,f!==null&&(f.fixedFoveation=ye),p!==null&&p.fixedFoveation!==void 0&&(p.fixedFoveation=ye)},this.hasDepthSensing=function(){return m.texture!==null},this.getDepthSensingMesh=function(){return m.getMesh(ee)},this.getCameraTexture=function(ye){return g[ye]};let re=null;function De(ye,We){if(u=We.getViewerPose(l||a),v=We,u!==null){let rt=u.views;p!==null&&(e.setRenderTargetFramebuffer(b,p.framebuffer),e.setRenderTarget(b));let bt=!1;rt.length!==ee.cameras.length&&(ee.cameras.length=0,bt=!0);for(let Qt=0;Qt<rt.length;Qt++){let Rn=rt[Qt],ht=null;if(p!==null)ht=p.getViewport(Rn);else{let hn=h.getViewSubImage(f,Rn);ht=hn.viewport,Qt===0&&(e.setRenderTargetTextures(b,hn.colorTexture,hn.depthStencilTexture),e.setRenderTarget(b))}let Ft=te[Qt];Ft===void 0&&(Ft=new Es,Ft.layers.enable(Qt),Ft.viewport=new Qi,te[Qt]=Ft),Ft.matrix.fromArray(Rn.transform.matrix),Ft.matrix.decompose(Ft.position,Ft.quaternion,Ft.scale),Ft.projectionMatrix.fromArray(Rn.projectionMatrix),Ft.projectionMatrixInverse.copy(Ft.projectionMatrix).invert(),Ft.viewport.set(ht.x,ht.y,ht.width,ht.height),Qt===0&&(ee.matrix.copy(Ft.matrix),ee.matrix.decompose(ee.position,ee.quaternion,ee.scale)),bt===!0&&ee.cameras.push(Ft)}let et=r.enabledFeatures;if(et&&et.includes("depth-sensing")&&r.depthUsage=="gpu-optimized"&&M){h=i.getBinding();let Qt=h.getDepthInformation(rt[0]);Qt&&Qt.isValid&&Qt.texture&&m.init(Qt,r.renderState)}if(et&&et.includes("camera-access")&&M){e.state.unbindTexture(),h=i.getBinding();for(let Qt=0;Qt<rt.length;Qt++){let Rn=rt[Qt].camera;if(Rn){let ht=g[Rn];ht||(ht=new cf,g[Rn]=ht);let Ft=h.getCameraImage(Rn);ht.sourceTexture=Ft}}}}for(let rt=0;rt<D.length;rt++){let bt=C[rt],et=D[rt];bt!==null&&et!==void 0&&et.update(bt,We,l||a)}re&&re(ye,We),We.detectedPlanes&&i.dispatchEvent({type:"planesdetected",data:We}),v=null}let Be=new py;Be.setAnimationLoop(De),this.setAnimationLoop=function(ye){re=ye},this.dispose=function(){}}},KP=new Ji,Ey=new Vn;Ey.set(-1,0,0,0,1,0,0,0,1);function jP(n,e){function t(m,g){m.matrixAutoUpdate===!0&&m.updateMatrix(),g.value.copy(m.matrix)}function i(m,g){g.color.getRGB(m.fogColor.value,I0(n)),g.isFog?(m.fogNear.value=g.near,m.fogFar.value=g.far):g.isFogExp2&&(m.fogDensity.value=g.density)}function r(m,g,S,T,b){g.isNodeMaterial?g.uniformsNeedUpdate=!1:g.isMeshBasicMaterial?s(m,g):g.isMeshLambertMaterial?(s(m,g),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)):g.isMeshToonMaterial?(s(m,g),h(m,g)):g.isMeshPhongMaterial?(s(m,g),u(m,g),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)):g.isMeshStandardMaterial?(s(m,g),f(m,g),g.isMeshPhysicalMaterial&&p(m,g,b)):g.isMeshMatcapMaterial?(s(m,g),v(m,g)):g.isMeshDepthMaterial?s(m,g):g.isMeshDistanceMaterial?(s(m,g),M(m,g)):g.isMeshNormalMaterial?s(m,g):g.isLineBasicMaterial?(a(m,g),g.isLineDashedMaterial&&o(m,g)):g.isPointsMaterial?c(m,g,S,T):g.isSpriteMaterial?l(m,g):g.isShadowMaterial?(m.color.value.copy(g.color),m.opacity.value=g.opacity):g.isShaderMaterial&&(g.uniformsNeedUpdate=!1)}function s(m,g){m.opacity.value=g.opacity,g.color&&m.diffuse.value.copy(g.color),g.emissive&&m.emissive.value.copy(g.emissive).multiplyScalar(g.emissiveIntensity),g.map&&(m.map.value=g.map,t(g.map,m.mapTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.bumpMap&&(m.bumpMap.value=g.bumpMap,t(g.bumpMap,m.bumpMapTransform),m.bumpScale.value=g.bumpScale,g.side===gs&&(m.bumpScale.value*=-1)),g.normalMap&&(m.normalMap.value=g.normalMap,t(g.normalMap,m.normalMapTransform),m.normalScale.value.copy(g.normalScale),g.side===gs&&m.normalScale.value.negate()),g.displacementMap&&(m.displacementMap.value=g.displacementMap,t(g.displacementMap,m.displacementMapTransform),m.displacementScale.value=g.displacementScale,m.displacementBias.value=g.displacementBias),g.emissiveMap&&(m.emissiveMap.value=g.emissiveMap,t(g.emissiveMap,m.emissiveMapTransform)),g.specularMap&&(m.specularMap.value=g.specularMap,t(g.specularMap,m.specularMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest);let S=e.get(g),T=S.envMap,b=S.envMapRotation;T&&(m.envMap.value=T,m.envMapRotation.value.setFromMatrix4(KP.makeRotationFromEuler(b)).transpose(),T.isCubeTexture&&T.isRenderTargetTexture===!1&&m.envMapRotation.value.premultiply(Ey),m.reflectivity.value=g.reflectivity,m.ior.value=g.ior,m.refractionRatio.value=g.refractionRatio),g.lightMap&&(m.lightMap.value=g.lightMap,m.lightMapIntensity.value=g.lightMapIntensity,t(g.lightMap,m.lightMapTransform)),g.aoMap&&(m.aoMap.value=g.aoMap,m.aoMapIntensity.value=g.aoMapIntensity,t(g.aoMap,m.aoMapTransform))}function a(m,g){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,g.map&&(m.map.value=g.map,t(g.map,m.mapTransform))}function o(m,g){m.dashSize.value=g.dashSize,m.totalSize.value=g.dashSize+g.gapSize,m.scale.value=g.scale}function c(m,g,S,T){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,m.size.value=g.size*S,m.scale.value=T*.5,g.map&&(m.map.value=g.map,t(g.map,m.uvTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest)}function l(m,g){m.diffuse.value.copy(g.color),m.opacity.value=g.opacity,m.rotation.value=g.rotation,g.map&&(m.map.value=g.map,t(g.map,m.mapTransform)),g.alphaMap&&(m.alphaMap.value=g.alphaMap,t(g.alphaMap,m.alphaMapTransform)),g.alphaTest>0&&(m.alphaTest.value=g.alphaTest)}function u(m,g){m.specular.value.copy(g.specular),m.shininess.value=Math.max(g.shininess,1e-4)}function h(m,g){g.gradientMap&&(m.gradientMap.value=g.gradientMap)}function f(m,g){m.metalness.value=g.metalness,g.metalnessMap&&(m.metalnessMap.value=g.metalnessMap,t(g.metalnessMap,m.metalnessMapTransform)),m.roughness.value=g.roughness,g.roughnessMap&&(m.roughnessMap.value=g.roughnessMap,t(g.roughnessMap,m.roughnessMapTransform)),g.envMap&&(m.envMapIntensity.value=g.envMapIntensity)}function p(m,g,S){m.ior.value=g.ior,g.diffuseRoughness>0&&(m.diffuseRoughness.value=g.diffuseRoughness,g.diffuseRoughnessMap&&(m.diffuseRoughnessMap.value=g.diffuseRoughnessMap,t(g.diffuseRoughnessMap,m.diffuseRoughnessMapTransform))),g.sheen>0&&(m.sheenColor.value.copy(g.sheenColor).multiplyScalar(g.sheen),m.sheenRoughness.value=g.sheenRoughness,g.sheenColorMap&&(m.sheenColorMap.value=g.sheenColorMap,t(g.sheenColorMap,m.sheenColorMapTransform)),g.sheenRoughnessMap&&(m.sheenRoughnessMap.value=g.sheenRoughnessMap,t(g.sheenRoughnessMap,m.sheenRoughnessMapTransform))),g.clearcoat>0&&(m.clearcoat.value=g.clearcoat,m.clearcoatRoughness.value=g.clearcoatRoughness,g.clearcoatMap&&(m.clearcoatMap.value=g.clearcoatMap,t(g.clearcoatMap,m.clearcoatMapTransform)),g.clearcoatRoughnessMap&&(m.clearcoatRoughnessMap.value=g.clearcoatRoughnessMap,t(g.clearcoatRoughnessMap,m.clearcoatRoughnessMapTransform)),g.clearcoatNormalMap&&(m.clearcoatNormalMap.value=g.clearcoatNormalMap,t(g.clearcoatNormalMap,m.clearcoatNormalMapTransform),m.clearcoatNormalScale.value.copy(g.clearcoatNormalScale),g.side===gs&&m.clearcoatNormalScale.value.negate())),g.dispersion>0&&(m.dispersion.value=g.dispersion),g.retroreflectivity>0&&(m.retroreflectivity.value=g.retroreflectivity),g.iridescence>0&&(m.iridescence.value=g.iridescence,m.iridescenceIOR.value=g.iridescenceIOR,m.iridescenceThicknessMinimum.value=g.iridescenceThicknessMinimum,m.iridescenceThicknessMaximum.value=g.iridescenceThicknessMaximum,g.iridescenceMap&&(m.iridescenceMap.value=g.iridescenceMap,t(g.iridescenceMap,m.iridescenceMapTransform)),g.iridescenceThicknessMap&&(m.iridescenceThicknessMap.value=g.iridescenceThicknessMap,t(g.iridescenceThicknessMap,m.iridescenceThicknessMapTransform))),g.transmission>0&&(m.transmission.value=g.transmission,m.transmissionSamplerMap.value=S.texture,m.transmissionSamplerSize.value.set(S.width,S.height),g.transmissionMap&&(m.transmissionMap.value=g.transmissionMap,t(g.transmissionMap,m.transmissionMapTransform)),m.thickness.value=g.thickness,g.thicknessMap&&(m.thicknessMap.value=g.thicknessMap,t(g.thicknessMap,m.thicknessMapTransform)),m.attenuationDistance.value=g.attenuationDistance,m.attenuationColor.value.copy(g.attenuationColor)),g.anisotropy>0&&(m.anisotropyVector.value.set(g.anisotropy*Math.cos(g.anisotropyRotation),g.anisotropy*Math.sin(g.anisotropyRotation)),g.anisotropyMap&&(m.anisotropyMap.value=g.anisotropyMap,t(g.anisotropyMap,m.anisotropyMapTransform))),m.specularIntensity.value=g.specularIntensity,m.specularColor.value.copy(g.specularColor),g.specularColorMap&&(m.specularColorMap.value=g.specularColorMap,t(g.specularColorMap,m.specularColorMapTransform)),g.specularIntensityMap&&(m.specularIntensityMap.value=g.specularIntensityMap,t(g.specularIntensityMap,m.specularIntensityMapTransform))}function v(m,g){g.matcap&&(m.matcap.value=g.matcap)}function M(m,g){let S=e.get(g).light;m.referencePosition.value.setFromMatrixPosition(S.matrixWorld),m.nearDistance.value=S.shadow.camera.near,m.farDistance.value=S.shadow.camera.far}return{refreshFogUniforms:i,refreshMaterialUniforms:r}}function JP(n,e,t,i){let r={},s={};function a(S,T){let b=T.program;i.uniformBlockBinding(S,b,r[S.id])}function o(S,T){let b=r[S.id];b===void 0&&(v(S),b=c(S),r[S.id]=b,S.addEventListener("dispose",m));let D=T.program;i.updateUBOMapping(S,D);let C=e.render.frame;s[S.id]!==C&&(l(S),s[S.id]=C)}function c(S){let T=n.createBuffer(),b=S.__size,D=S.usage;return n.bindBuffer(n.UNIFORM_BUFFER,T),n.bufferData(n.UNIFORM_BUFFER,b,D),n.bindBuffer(n.UNIFORM_BUFFER,null),T}function l(S){let T=r[S.id],b=S.uniforms,D=S.__cache;n.bindBuffer(n.UNIFORM_BUFFER,T);for(let C=0,x=b.length;C<x;C++){let A=b[C];if(Array.isArray(A))for(let j=0,W=A.length;j<W;j++)u(A[j],C,j,D);else u(A,C,0,D)}n.bindBuffer(n.UNIFORM_BUFFER,null)}function u(S,T,b,D){if(f(S,T,b,D)===!0){let C=S.__offset,x=S.value;if(Array.isArray(x)){let A=0;for(let j=0;j<x.length;j++){let W=x[j],H=M(W,!0);h(W,S.__data,A),A+=H.storage/Float32Array.BYTES_PER_ELEMENT}}else h(x,S.__data,0);n.bufferSubData(n.UNIFORM_BUFFER,C,S.__data)}}function h(S,T,b){typeof S=="number"||typeof S=="boolean"?T[b]=S:S.isMatrix3?(T[b]=S.elements[0],T[b+1]=S.elements[1],T[b+2]=S.elements[2],T[b+3]=0,T[b+4]=S.elements[3],T[b+5]=S.elements[4],T[b+6]=S.elements[5],T[b+7]=0,T[b+8]=S.elements[6],T[b+9]=S.elements[7],T[b+10]=S.elements[8],T[b+11]=0):ArrayBuffer.isView(S)?T.set(S.subarray(0,T.length-b),b):S.toArray(T,b)}function f(S,T,b,D){let C=S.value,x=T+"_"+b;if(Array.isArray(C)){D[x]===void 0&&(D[x]=[]);let A=D[x],j=!1;for(let W=0;W<C.length;W++)p(C[W],A,W)===!0&&(j=!0);return j}return p(C,D,x)}function p(S,T,b){if(T[b]===void 0)return typeof S=="number"||typeof S=="boolean"?T[b]=S:ArrayBuffer.isView(S)?T[b]=S.slice():T[b]=S.clone(),!0;{let D=T[b];if(typeof S=="number"||typeof S=="boolean"){if(D!==S)return T[b]=S,!0}else{if(ArrayBuffer.isView(S))return!0;if(D.equals(S)===!1)return D.copy(S),!0}}return!1}function v(S){let T=S.uniforms,b=0,D=16;for(let x=0,A=T.length;x<A;x++){let j=Array.isArray(T[x])?T[x]:[T[x]];for(let W=0,H=j.length;W<H;W++){let te=j[W],ee=Array.isArray(te.value)?te.value:[te.value],k=Array.isArray(T[x])||Array.isArray(te.value),ie=b;for(let $=0,Oe=ee.length;$<Oe;$++){let he=ee[$],Se=M(he,k),re=b%D,De=re%Se.boundary,Be=re+De;b+=De,Be!==0&&D-Be<Se.storage&&(b+=D-Be),$===0&&(ie=b),b+=Se.storage}let pe=te.type==="int"?Int32Array:te.type==="uint"?Uint32Array:Float32Array;te.__data=new pe((b-ie)/Float32Array.BYTES_PER_ELEMENT),te.__offset=ie}}let C=b%D;return C>0&&(b+=D-C),S.__size=b,S.__cache={},this}function M(S,T){let b={boundary:0,storage:0};return typeof S=="number"||typeof S=="boolean"?(b.boundary=4,b.storage=4):S.isVector2?(b.boundary=8,b.storage=8):S.isVector3||S.isColor?(b.boundary=16,b.storage=12):S.isVector4?(b.boundary=16,b.storage=16):S.isMatrix3?(b.boundary=16,b.storage=48):S.isMatrix4?(b.boundary=16,b.storage=64):S.isTexture?Fn("WebGLRenderer: Texture samplers can not be part of an uniforms group."):ArrayBuffer.isView(S)?(b.boundary=16,b.storage=S.byteLength):Fn("WebGLRenderer: Unsupported uniform value type.",S),T===!0&&(b.boundary=16,b.storage=Math.ceil(b.storage/16)*16),b}function m(S){let T=S.target;T.removeEventListener("dispose",m),n.deleteBuffer(r[T.id]),delete r[T.id],delete s[T.id]}function g(){for(let S in r)n.deleteBuffer(r[S]);r={},s={}}return{bind:a,update:o,dispose:g}}var QP=new Uint16Array([12469,15057,12620,14925,13266,14620,13807,14376,14323,13990,14545,13625,14713,13328,14840,12882,14931,12528,14996,12233,15039,11829,15066,11525,15080,11295,15085,10976,15082,10705,15073,10495,13880,14564,13898,14542,13977,14430,14158,14124,14393,13732,14556,13410,14702,12996,14814,12596,14891,12291,14937,11834,14957,11489,14958,11194,14943,10803,14921,10506,14893,10278,14858,9960,14484,14039,14487,14025,14499,13941,14524,13740,14574,13468,14654,13106,14743,12678,14818,12344,14867,11893,14889,11509,14893,11180,14881,10751,14852,10428,14812,10128,14765,9754,14712,9466,14764,13480,14764,13475,14766,13440,14766,13347,14769,13070,14786,12713,14816,12387,14844,11957,14860,11549,14868,11215,14855,10751,14825,10403,14782,10044,14729,9651,14666,9352,14599,9029,14967,12835,14966,12831,14963,12804,14954,12723,14936,12564,14917,12347,14900,11958,14886,11569,14878,11247,14859,10765,14828,10401,14784,10011,14727,9600,14660,9289,14586,8893,14508,8533,15111,12234,15110,12234,15104,12216,15092,12156,15067,12010,15028,11776,14981,11500,14942,11205,14902,10752,14861,10393,14812,9991,14752,9570,14682,9252,14603,8808,14519,8445,14431,8145,15209,11449,15208,11451,15202,11451,15190,11438,15163,11384,15117,11274,15055,10979,14994,10648,14932,10343,14871,9936,14803,9532,14729,9218,14645,8742,14556,8381,14461,8020,14365,7603,15273,10603,15272,10607,15267,10619,15256,10631,15231,10614,15182,10535,15118,10389,15042,10167,14963,9787,14883,9447,14800,9115,14710,8665,14615,8318,14514,7911,14411,7507,14279,7198,15314,9675,15313,9683,15309,9712,15298,9759,15277,9797,15229,9773,15166,9668,15084,9487,14995,9274,14898,8910,14800,8539,14697,8234,14590,7790,14479,7409,14367,7067,14178,6621,15337,8619,15337,8631,15333,8677,15325,8769,15305,8871,15264,8940,15202,8909,15119,8775,15022,8565,14916,8328,14804,8009,14688,7614,14569,7287,14448,6888,14321,6483,14088,6171,15350,7402,15350,7419,15347,7480,15340,7613,15322,7804,15287,7973,15229,8057,15148,8012,15046,7846,14933,7611,14810,7357,14682,7069,14552,6656,14421,6316,14251,5948,14007,5528,15356,5942,15356,5977,15353,6119,15348,6294,15332,6551,15302,6824,15249,7044,15171,7122,15070,7050,14949,6861,14818,6611,14679,6349,14538,6067,14398,5651,14189,5311,13935,4958,15359,4123,15359,4153,15356,4296,15353,4646,15338,5160,15311,5508,15263,5829,15188,6042,15088,6094,14966,6001,14826,5796,14678,5543,14527,5287,14377,4985,14133,4586,13869,4257,15360,1563,15360,1642,15358,2076,15354,2636,15341,3350,15317,4019,15273,4429,15203,4732,15105,4911,14981,4932,14836,4818,14679,4621,14517,4386,14359,4156,14083,3795,13808,3437,15360,122,15360,137,15358,285,15355,636,15344,1274,15322,2177,15281,2765,15215,3223,15120,3451,14995,3569,14846,3567,14681,3466,14511,3305,14344,3121,14037,2800,13753,2467,15360,0,15360,1,15359,21,15355,89,15346,253,15325,479,15287,796,15225,1148,15133,1492,15008,1749,14856,1882,14685,1886,14506,1783,14324,1608,13996,1398,13702,1183]),Ja=null;function eI(){return Ja===null&&(Ja=new Td(QP,16,16,ml,Aa),Ja.name="DFG_LUT",Ja.minFilter=ps,Ja.magFilter=ps,Ja.wrapS=Za,Ja.wrapT=Za,Ja.generateMipmaps=!1,Ja.needsUpdate=!0),Ja}var X0=class{constructor(e={}){let{canvas:t=Ux(),context:i=null,depth:r=!0,stencil:s=!1,alpha:a=!1,antialias:o=!1,premultipliedAlpha:c=!0,preserveDrawingBuffer:l=!1,powerPreference:u="default",failIfMajorPerformanceCaveat:h=!1,reversedDepthBuffer:f=!1,outputBufferType:p=As}=e;this.isWebGLRenderer=!0;let v;if(i!==null){if(typeof WebGLRenderingContext<"u"&&i instanceof WebGLRenderingContext)throw new Error("THREE.WebGLRenderer: WebGL 1 is not supported since r163.");v=i.getContextAttributes().alpha}else v=a;let M=p,m=new Set([Qd,Jd,jd]),g=new Set([As,Ea,qc,Yl,Zd,Kd]),S=new Uint32Array(4),T=new Int32Array(4),b={textures:[],min:[],max:[],resolution:[]},D=null,C=null,x=[],A=[],j=null;this.domElement=t,this.debug={checkShaderErrors:!0,diagnostics:{keywords:!1},onShaderError:null},this.autoClear=!0,this.autoClearColor=!0,this.autoClearDepth=!0,this.autoClearStencil=!0,this.sortObjects=!0,this.clippingPlanes=[],this.localClippingEnabled=!1,this.toneMapping=ja,this.toneMappingExposure=1,this.transmissionResolutionScale=1;let W=this,H=!1,te=null,ee=null,k=null,ie=null;this._outputColorSpace=Fs;let pe=0,$=0,Oe=null,he=-1,Se=null,re=new Qi,De=new Qi,Be=null,ye=new ei(0),We=0,rt=t.width,bt=t.height,et=1,nn=null,pn=null,Qt=new Qi(0,0,rt,bt),Rn=new Qi(0,0,rt,bt),ht=!1,Ft=new ll,hn=new Ad,en=!1,gn=!1,_n=new Ji,vi=new Ie,kn=new Qi,I={background:null,fog:null,environment:null,overrideMaterial:null,isScene:!0},ti=!1;function ui(){return Oe===null?et:1}let K=i;function yt(R,ne){return t.getContext(R,ne)}let rn,Mn,nt,St,Bt,ln,F,E,oe,Ze,Ve,_t,pt,Ne,ze,Ce,B,xe,me,Ge,Xe,qe,ft;try{let R={alpha:!0,depth:r,stencil:s,antialias:o,premultipliedAlpha:c,preserveDrawingBuffer:l,powerPreference:u,failIfMajorPerformanceCaveat:h};if("setAttribute"in t&&t.setAttribute("data-engine",`three.js r${"187"}`),t.addEventListener("webglcontextlost",Rt,!1),t.addEventListener("webglcontextrestored",sn,!1),t.addEventListener("webglcontextcreationerror",ot,!1),K===null){let ne="webgl2";if(K=yt(ne,R),K===null)throw yt(ne)?new Error("THREE.WebGLRenderer: Error creating WebGL context with your selected attributes."):new Error("THREE.WebGLRenderer: Error creating WebGL context.")}Zt()}catch(R){throw t.removeEventListener("webglcontextlost",Rt,!1),t.removeEventListener("webglcontextrestored",sn,!1),t.removeEventListener("webglcontextcreationerror",ot,!1),Un("WebGLRenderer: "+R.message),R}function Zt(){rn=new fR(K),rn.init(),Xe=new qP(K,rn),Mn=new eR(K,rn,e,Xe),nt=new XP(K,rn),Mn.reversedDepthBuffer&&f&&nt.buffers.depth.setReversed(!0),ee=K.createFramebuffer(),k=K.createFramebuffer(),ie=K.createFramebuffer(),St=new pR(K),Bt=new IP,ln=new YP(K,rn,nt,Bt,Mn,Xe,St),F=new uR(W),E=new g1(K),qe=new JC(K,E),oe=new hR(K,E,St,qe),Ze=new gR(K,oe,E,qe,St),xe=new mR(K,Mn,ln),ze=new tR(Bt),Ve=new PP(W,F,rn,Mn,qe,ze),_t=new jP(W,Bt),pt=new DP,Ne=new kP(rn),B=new jC(W,F,nt,Ze,v,c),Ce=new WP(W,Ze,Mn),ft=new JP(K,St,Mn,nt),me=new QC(K,rn,St),Ge=new dR(K,rn,St),St.programs=Ve.programs,W.capabilities=Mn,W.extensions=rn,W.properties=Bt,W.renderLists=pt,W.shadowMap=Ce,W.state=nt,W.info=St}M!==As&&(j=new vR(M,t.width,t.height,o,r,s));let Fe=new W0(W,K);this.xr=Fe,this.getContext=function(){return K},this.getContextAttributes=function(){return K.getContextAttributes()},this.forceContextLoss=function(){let R=rn.get("WEBGL_lose_context");R&&R.loseContext()},this.forceContextRestore=function(){let R=rn.get("WEBGL_lose_context");R&&R.restoreContext()},this.getPixelRatio=function(){return et},this.setPixelRatio=function(R){R!==void 0&&(et=R,this.setSize(rt,bt,!1))},this.getSize=function(R){return R.set(rt,bt)},this.setSize=function(R,ne,we=!0){if(Fe.isPresenting){Fn("WebGLRenderer: Can't change size while VR device is presenting.");return}rt=R,bt=ne,t.width=Math.floor(R*et),t.height=Math.floor(ne*et),we===!0&&(t.style.width=R+"px",t.style.height=ne+"px"),j!==null&&j.setSize(t.width,t.height),this.setViewport(0,0,R,ne)},this.getDrawingBufferSize=function(R){return R.set(rt*et,bt*et).floor()},this.setDrawingBufferSize=function(R,ne,we){rt=R,bt=ne,et=we,t.width=Math.floor(R*we),t.height=Math.floor(ne*we),this.setViewport(0,0,R,ne)},this.setEffects=function(R){if(M===As){Un("WebGLRenderer: setEffects() requires outputBufferType set to HalfFloatType or FloatType.");return}if(R){for(let ne=0;ne<R.length;ne++)if(R[ne].isOutputPass===!0){Fn("WebGLRenderer: OutputPass is not needed in setEffects(). Tone mapping and color space conversion are applied automatically.");break}}j.setEffects(R||[])},this.getCurrentViewport=function(R){return R.copy(re)},this.getViewport=function(R){return R.copy(Qt)},this.setViewport=function(R,ne,we,_e){R.isVector4?Qt.set(R.x,R.y,R.z,R.w):Qt.set(R,ne,we,_e),nt.viewport(re.copy(Qt).multiplyScalar(ui()).round())},this.getScissor=function(R){return R.copy(Rn)},this.setScissor=function(R,ne,we,_e){R.isVector4?Rn.set(R.x,R.y,R.z,R.w):Rn.set(R,ne,we,_e),nt.scissor(De.copy(Rn).multiplyScalar(ui()).round())},this.getScissorTest=function(){return ht},this.setScissorTest=function(R){nt.setScissorTest(ht=R)},this.setOpaqueSort=function(R){nn=R},this.setTransparentSort=function(R){pn=R},this.getClearColor=function(R){return R.copy(B.getClearColor())},this.setClearColor=function(){B.setClearColor(...arguments)},this.getClearAlpha=function(){return B.getClearAlpha()},this.setClearAlpha=function(){B.setClearAlpha(...arguments)},this.clear=function(R=!0,ne=!0,we=!0){let _e=0;if(R){let Ee=!1;if(Oe!==null){let Mt=Oe.texture.format;Ee=m.has(Mt)}if(Ee){let Mt=Oe.texture.type,Ht=g.has(Mt),Tt=B.getClearColor(),Xt=B.getClearAlpha(),un=Tt.r,yn=Tt.g,Ln=Tt.b;Ht?(S[0]=un,S[1]=yn,S[2]=Ln,S[3]=Xt,K.clearBufferuiv(K.COLOR,0,S)):(T[0]=un,T[1]=yn,T[2]=Ln,T[3]=Xt,K.clearBufferiv(K.COLOR,0,T))}else _e|=K.COLOR_BUFFER_BIT}ne&&(_e|=K.DEPTH_BUFFER_BIT,this.state.buffers.depth.setMask(!0)),we&&(_e|=K.STENCIL_BUFFER_BIT,this.state.buffers.stencil.setMask(4294967295)),_e!==0&&K.clear(_e)},this.clearColor=function(){this.clear(!0,!1,!1)},this.clearDepth=function(){this.clear(!1,!0,!1)},this.clearStencil=function(){this.clear(!1,!1,!0)},this.setNodesHandler=function(R){R.setRenderer(this),te=R},this.dispose=function(){t.removeEventListener("webglcontextlost",Rt,!1),t.removeEventListener("webglcontextrestored",sn,!1),t.removeEventListener("webglcontextcreationerror",ot,!1),B.dispose(),pt.dispose(),Ne.dispose(),ln.dispose(),Bt.dispose(),F.dispose(),Ze.dispose(),oe.dispose(),qe.dispose(),ft.dispose(),Ve.dispose(),Fe.dispose(),Fe.removeEventListener("sessionstart",la),Fe.removeEventListener("sessionend",qr),Or.stop()};function Rt(R){R.preventDefault(),A0("WebGLRenderer: Context Lost."),H=!0}function sn(){A0("WebGLRenderer: Context Restored."),H=!1;let R=St.autoReset,ne=Ce.enabled,we=Ce.autoUpdate,_e=Ce.needsUpdate,Ee=Ce.type;Zt(),St.autoReset=R,Ce.enabled=ne,Ce.autoUpdate=we,Ce.needsUpdate=_e,Ce.type=Ee}function ot(R){Un("WebGLRenderer: A WebGL context could not be created. Reason: ",R.statusMessage)}function mn(R){let ne=R.target;ne.removeEventListener("dispose",mn),ni(ne)}function ni(R){Nn(R),Bt.remove(R)}function Nn(R){let ne=Bt.get(R).programs;ne!==void 0&&(ne.forEach(function(we){Ve.releaseProgram(we)}),R.isShaderMaterial&&Ve.releaseShaderCache(R))}this.renderBufferDirect=function(R,ne,we,_e,Ee,Mt){ne===null&&(ne=I);let Ht=Ee.isMesh&&Ee.matrixWorld.determinantAffine()<0,Tt=ca(R,ne,we,_e,Ee);nt.setMaterial(_e,Ht);let Xt=we.index,un=1;if(_e.wireframe===!0){if(Xt=oe.getWireframeAttribute(we),Xt===void 0)return;un=2}let yn=we.drawRange,Ln=we.attributes.position,on=yn.start*un,zn=(yn.start+yn.count)*un;Mt!==null&&(on=Math.max(on,Mt.start*un),zn=Math.min(zn,(Mt.start+Mt.count)*un)),Xt!==null?(on=Math.max(on,0),zn=Math.min(zn,Xt.count)):Ln!=null&&(on=Math.max(on,0),zn=Math.min(zn,Ln.count));let gi=zn-on;if(gi<0||gi===1/0)return;qe.setup(Ee,_e,Tt,we,Xt);let ii,Zn=me;if(Xt!==null&&(ii=E.get(Xt),Zn=Ge,Zn.setIndex(ii)),Ee.isMesh)_e.wireframe===!0?(nt.setLineWidth(_e.wireframeLinewidth*ui()),Zn.setMode(K.LINES)):Zn.setMode(K.TRIANGLES);else if(Ee.isLine){let Oi=_e.linewidth;Oi===void 0&&(Oi=1),nt.setLineWidth(Oi*ui()),Ee.isLineSegments?Zn.setMode(K.LINES):Ee.isLineLoop?Zn.setMode(K.LINE_LOOP):Zn.setMode(K.LINE_STRIP)}else Ee.isPoints?Zn.setMode(K.POINTS):Ee.isSprite&&Zn.setMode(K.TRIANGLES);if(Ee.isBatchedMesh)if(rn.get("WEBGL_multi_draw"))Zn.renderMultiDraw(Ee._multiDrawStarts,Ee._multiDrawCounts,Ee._multiDrawCount);else{let Oi=Ee._multiDrawStarts,cn=Ee._multiDrawCounts,ri=Ee._multiDrawCount,Pn=Xt?E.get(Xt).bytesPerElement:1,er=Bt.get(_e).currentProgram.getUniforms();for(let Pi=0;Pi<ri;Pi++)er.setValue(K,"_gl_DrawID",Pi),Zn.render(Oi[Pi]/Pn,cn[Pi])}else if(Ee.isInstancedMesh)Zn.renderInstances(on,gi,Ee.count);else if(we.isInstancedBufferGeometry){let Oi=we._maxInstanceCount!==void 0?we._maxInstanceCount:1/0,cn=Math.min(we.instanceCount,Oi);Zn.renderInstances(on,gi,cn)}else Zn.render(on,gi)};function vs(R,ne,we,_e){te!==null&&R.isNodeMaterial&&te.setObject(_e,R),en===!0&&ze.setState(R,we,!1),R.transparent===!0&&R.side===Ma&&R.forceSinglePass===!1?(R.side=gs,R.needsUpdate=!0,$r(R,ne,_e),R.side=pl,R.needsUpdate=!0,$r(R,ne,_e),R.side=Ma):$r(R,ne,_e)}this.compile=function(R,ne,we=null){we===null&&(we=R),te!==null&&te.renderStart(R,ne,we),C=Ne.get(we),C.init(ne),A.push(C),we.traverseVisible(function(Ee){Ee.isLight&&Ee.layers.test(ne.layers)&&(C.pushLight(Ee),Ee.castShadow&&C.pushShadow(Ee))}),R!==we&&R.traverseVisible(function(Ee){Ee.isLight&&Ee.layers.test(ne.layers)&&(C.pushLight(Ee),Ee.castShadow&&C.pushShadow(Ee))}),C.setupLights(),te!==null&&te.updateLights(C.state.lightsArray),gn=this.localClippingEnabled,en=ze.init(this.clippingPlanes,gn),en===!0&&ze.setGlobalState(this.clippingPlanes,ne),te!==null&&Ce.render(C.state.shadowsArray,we,ne);let _e=new Set;return R.traverse(function(Ee){if(!(Ee.isMesh||Ee.isPoints||Ee.isLine||Ee.isSprite))return;let Mt=Ee.material;if(Mt)if(Array.isArray(Mt))for(let Ht=0;Ht<Mt.length;Ht++){let Tt=Mt[Ht];vs(Tt,we,ne,Ee),_e.add(Tt)}else vs(Mt,we,ne,Ee),_e.add(Mt)}),C=A.pop(),te!==null&&te.renderEnd(),_e},this.compileAsync=function(R,ne,we=null){let _e=this.compile(R,ne,we);return new Promise(Ee=>{function Mt(){if(_e.forEach(function(Ht){let Xt=Bt.get(Ht).currentProgram;(Xt===void 0||Xt.isReady())&&_e.delete(Ht)}),_e.size===0){Ee(R);return}setTimeout(Mt,10)}rn.get("KHR_parallel_shader_compile")!==null?Mt():setTimeout(Mt,10)})};let Ws=null;function oa(R){Ws&&Ws(R)}function la(){Or.stop()}function qr(){Or.start()}let Or=new py;Or.setAnimationLoop(oa),typeof self<"u"&&Or.setContext(self),this.setAnimationLoop=function(R){Ws=R,Fe.setAnimationLoop(R),R===null?Or.stop():Or.start()},Fe.addEventListener("sessionstart",la),Fe.addEventListener("sessionend",qr),this.render=function(R,ne){if(ne!==void 0&&ne.isCamera!==!0){Un("WebGLRenderer.render: camera is not an instance of THREE.Camera.");return}if(H===!0)return;te!==null&&te.renderStart(R,ne);let we=Fe.enabled===!0&&Fe.isPresenting===!0,_e=j!==null&&(Oe===null||we)&&j.begin(W,Oe);if(R.matrixWorldAutoUpdate===!0&&R.updateMatrixWorld(),ne.parent===null&&ne.matrixWorldAutoUpdate===!0&&ne.updateMatrixWorld(),Fe.enabled===!0&&Fe.isPresenting===!0&&(j===null||j.isCompositing()===!1)&&(Fe.cameraAutoUpdate===!0&&Fe.updateCamera(ne),ne=Fe.getCamera()),R.isScene===!0&&R.onBeforeRender(W,R,ne,Oe),C=Ne.get(R,A.length),C.init(ne),C.state.textureUnits=ln.getTextureUnits(),A.push(C),_n.multiplyMatrices(ne.projectionMatrix,ne.matrixWorldInverse),ne.isArrayCamera?hn.setFromArrayCamera(ne):Ft.setFromProjectionMatrix(_n,ia,ne.reversedDepth),gn=this.localClippingEnabled,en=ze.init(this.clippingPlanes,gn),D=pt.get(R,x.length),D.init(),x.push(D),this.info.render.frame++,Fe.enabled===!0&&Fe.isPresenting===!0){let Ht=W.xr.getDepthSensingMesh();Ht!==null&&br(Ht,ne,-1/0,W.sortObjects)}br(R,ne,0,W.sortObjects),D.finish(),te!==null&&te.updateLights(C.state.lightsArray),W.sortObjects===!0&&D.sort(nn,pn),ti=Fe.enabled===!1||Fe.isPresenting===!1||Fe.hasDepthSensing()===!1,ti&&B.addToRenderList(D,R),this.info.autoReset===!0&&this.info.reset(),en===!0&&ze.beginShadows();let Ee=C.state.shadowsArray;if(Ce.render(Ee,R,ne),en===!0&&ze.endShadows(),(_e&&j.hasRenderPass())===!1){let Ht=D.opaque,Tt=D.transmissive;if(C.setupLights(),ne.isArrayCamera){let Xt=ne.cameras;if(Tt.length>0)for(let un=0,yn=Xt.length;un<yn;un++){let Ln=Xt[un];Hi(Ht,Tt,R,Ln)}ti&&B.render(R);for(let un=0,yn=Xt.length;un<yn;un++){let Ln=Xt[un];Fr(D,R,Ln,Ln.viewport)}}else Tt.length>0&&Hi(Ht,Tt,R,ne),ti&&B.render(R),Fr(D,R,ne)}Oe!==null&&$===0&&(ln.updateMultisampleRenderTarget(Oe),ln.updateRenderTargetMipmap(Oe)),_e&&j.end(W),R.isScene===!0&&R.onAfterRender(W,R,ne),qe.resetDefaultState(),he=-1,Se=null,A.pop(),A.length>0?(C=A[A.length-1],ln.setTextureUnits(C.state.textureUnits),en===!0&&ze.setGlobalState(W.clippingPlanes,C.state.camera)):C=null,x.pop(),x.length>0?D=x[x.length-1]:D=null,te!==null&&te.renderEnd()};function br(R,ne,we,_e){if(R.visible===!1)return;if(R.layers.test(ne.layers)){if(R.isGroup)we=R.renderOrder;else if(R.isLOD)R.autoUpdate===!0&&R.update(ne);else if(R.isLight)C.pushLight(R),R.castShadow&&C.pushShadow(R);else if(R.isSprite){let Ht=ne.isArrayCamera?hn:Ft;if(!R.frustumCulled||R.intersectsFrustum(Ht)){_e&&kn.setFromMatrixPosition(R.matrixWorld).applyMatrix4(_n);let Tt=Ze.update(R),Xt=R.material;Xt.visible&&D.push(R,Tt,Xt,we,kn.z,null,ne)}}else if(R.isMesh||R.isLine||R.isPoints){let Ht=ne.isArrayCamera?hn:Ft;if(!R.frustumCulled||R.intersectsFrustum(Ht)){let Tt=Ze.update(R),Xt=R.material;if(_e&&(R.boundingSphere!==void 0?(R.boundingSphere===null&&R.computeBoundingSphere(),kn.copy(R.boundingSphere.center)):(Tt.boundingSphere===null&&Tt.computeBoundingSphere(),kn.copy(Tt.boundingSphere.center)),kn.applyMatrix4(R.matrixWorld).applyMatrix4(_n)),Array.isArray(Xt)){let un=Tt.groups;for(let yn=0,Ln=un.length;yn<Ln;yn++){let on=un[yn],zn=Xt[on.materialIndex];zn&&zn.visible&&D.push(R,Tt,zn,we,kn.z,on,ne)}}else Xt.visible&&D.push(R,Tt,Xt,we,kn.z,null,ne)}}}let Mt=R.children;for(let Ht=0,Tt=Mt.length;Ht<Tt;Ht++)br(Mt[Ht],ne,we,_e)}function Fr(R,ne,we,_e){let{opaque:Ee,transmissive:Mt,transparent:Ht}=R;C.setupLightsView(we),en===!0&&ze.setGlobalState(W.clippingPlanes,we),_e&&nt.viewport(re.copy(_e)),Ee.length>0&&Li(Ee,ne,we),Mt.length>0&&Li(Mt,ne,we),Ht.length>0&&Li(Ht,ne,we),nt.buffers.depth.setTest(!0),nt.buffers.depth.setMask(!0),nt.buffers.color.setMask(!0),nt.setPolygonOffset(!1)}function Hi(R,ne,we,_e){if((we.isScene===!0?we.overrideMaterial:null)!==null)return;if(C.state.transmissionRenderTarget[_e.id]===void 0){let on=rn.has("EXT_color_buffer_half_float")||rn.has("EXT_color_buffer_float");C.state.transmissionRenderTarget[_e.id]=new ks(1,1,{generateMipmaps:!0,type:on?Aa:As,minFilter:Mo,samples:Math.max(4,Mn.samples),stencilBuffer:s,resolveDepthBuffer:!1,resolveStencilBuffer:!1,storeMultisampledDepthBuffer:!1,storeMultisampledStencilBuffer:!1,colorSpace:li.workingColorSpace})}let Mt=C.state.transmissionRenderTarget[_e.id],Ht=_e.viewport||re;Mt.setSize(Ht.z*W.transmissionResolutionScale,Ht.w*W.transmissionResolutionScale);let Tt=W.getRenderTarget(),Xt=W.getActiveCubeFace(),un=W.getActiveMipmapLevel();W.setRenderTarget(Mt),W.getClearColor(ye),We=W.getClearAlpha(),We<1&&W.setClearColor(16777215,.5),W.clear(),ti&&B.render(we);let yn=W.toneMapping;W.toneMapping=ja;let Ln=_e.viewport;if(_e.viewport!==void 0&&(_e.viewport=void 0),C.setupLightsView(_e),en===!0&&ze.setGlobalState(W.clippingPlanes,_e),Li(R,we,_e),ln.updateMultisampleRenderTarget(Mt),ln.updateRenderTargetMipmap(Mt),rn.has("WEBGL_multisampled_render_to_texture")===!1){let on=!1;for(let zn=0,gi=ne.length;zn<gi;zn++){let ii=ne[zn],{object:Zn,geometry:Oi,material:cn,group:ri}=ii;if(cn.side===Ma&&Zn.layers.test(_e.layers)){let Pn=cn.side;cn.side=gs,cn.needsUpdate=!0,Ci(Zn,we,_e,Oi,cn,ri),cn.side=Pn,cn.needsUpdate=!0,on=!0}}on===!0&&(ln.updateMultisampleRenderTarget(Mt),ln.updateRenderTargetMipmap(Mt))}W.setRenderTarget(Tt,Xt,un),W.setClearColor(ye,We),Ln!==void 0&&(_e.viewport=Ln),W.toneMapping=yn}function Li(R,ne,we){let _e=ne.isScene===!0?ne.overrideMaterial:null;for(let Ee=0,Mt=R.length;Ee<Mt;Ee++){let Ht=R[Ee],{object:Tt,geometry:Xt,group:un}=Ht,yn=Ht.material;yn.allowOverride===!0&&_e!==null&&(yn=_e),Tt.layers.test(we.layers)&&Ci(Tt,ne,we,Xt,yn,un)}}function Ci(R,ne,we,_e,Ee,Mt){te!==null&&Ee.isNodeMaterial&&te.setObject(R,Ee),R.onBeforeRender(W,ne,we,_e,Ee,Mt),R.modelViewMatrix.multiplyMatrices(we.matrixWorldInverse,R.matrixWorld),R.normalMatrix.getNormalMatrix(R.modelViewMatrix),Ee.onBeforeRender(W,ne,we,_e,R,Mt),Ee.transparent===!0&&Ee.side===Ma&&Ee.forceSinglePass===!1?(Ee.side=gs,Ee.needsUpdate=!0,W.renderBufferDirect(we,ne,_e,Ee,R,Mt),Ee.side=pl,Ee.needsUpdate=!0,W.renderBufferDirect(we,ne,_e,Ee,R,Mt),Ee.side=Ma):W.renderBufferDirect(we,ne,_e,Ee,R,Mt),R.onAfterRender(W,ne,we,_e,Ee,Mt)}function Ri(R){let ne=0;for(let we of R)we.texture!==null&&ne++;return ne}function $r(R,ne,we){ne.isScene!==!0&&(ne=I);let _e=Bt.get(R),Ee=C.state.lights,Mt=C.state.shadowsArray,Ht=Ee.state.version,Tt=Ve.getParameters(R,Ee.state,Mt,ne,we,C.state.lightProbeGridArray),Xt=Ve.getProgramCacheKey(Tt),un=_e.programs;_e.environment=R.isMeshStandardMaterial||R.isMeshLambertMaterial||R.isMeshPhongMaterial?ne.environment:null,_e.fog=ne.fog;let yn=R.isMeshStandardMaterial||R.isMeshLambertMaterial&&!R.envMap||R.isMeshPhongMaterial&&!R.envMap;_e.envMap=F.get(R.envMap||_e.environment,yn),_e.envMapRotation=_e.environment!==null&&R.envMap===null?ne.environmentRotation:R.envMapRotation,un===void 0&&(R.addEventListener("dispose",mn),un=new Map,_e.programs=un,_e.programVariants=new Map);let Ln=un.get(Xt);if(Ln!==void 0){if(_e.currentProgram===Ln&&_e.lightsStateVersion===Ht)return Cs(R,Tt),Ln}else Tt.uniforms=Ve.getUniforms(R),te!==null&&R.isNodeMaterial&&te.build(R,we,Tt),R.onBeforeCompile(Tt,W),Ln=Ve.acquireProgram(Tt,Xt),un.set(Xt,Ln),_e.uniforms=Tt.uniforms;let on=_e.uniforms;return(!R.isShaderMaterial&&!R.isRawShaderMaterial||R.clipping===!0)&&(on.clippingPlanes=ze.uniform),Cs(R,Tt),_e.needsLights=Ur(R),_e.lightsStateVersion=Ht,_e.needsLights&&(on.ambientLightColor.value=Ee.state.ambient,on.lightProbe.value=Ee.state.probe,on.sunLights.value=Ee.state.sun,on.sunLightShadows.value=Ee.state.sunShadow,on.directionalLights.value=Ee.state.directional,on.directionalLightShadows.value=Ee.state.directionalShadow,on.spotLights.value=Ee.state.spot,on.spotLightShadows.value=Ee.state.spotShadow,on.rectAreaLights.value=Ee.state.rectArea,on.ltc_1.value=Ee.state.rectAreaLTC1,on.ltc_2.value=Ee.state.rectAreaLTC2,on.pointLights.value=Ee.state.point,on.pointLightShadows.value=Ee.state.pointShadow,on.hemisphereLights.value=Ee.state.hemi,on.sunShadowMatrix.value=Ee.state.sunShadowMatrix,on.sunShadowCascade.value=Ee.state.sunShadowCascade,on.directionalShadowMatrix.value=Ee.state.directionalShadowMatrix,on.spotLightMatrix.value=Ee.state.spotLightMatrix,on.spotLightMap.value=Ee.state.spotLightMap,on.pointShadowMatrix.value=Ee.state.pointShadowMatrix),_e.numLightProbeGrids=Ri(C.state.lightProbeGridArray),_e.currentProgram=Ln,_e.uniformsList=null,Ln}function rr(R,ne,we,_e,Ee){let Mt=Bt.get(R),Ht=Mt.currentProgram.id+","+_e+","+Ee,Tt=Mt.programVariants.get(Ht);return Tt===void 0?(Tt=$r(R,ne,we),Mt.programVariants.set(Ht,Tt)):(Mt.currentProgram=Tt,Mt.uniformsList=null,Mt.outputColorSpace=_e,Mt.toneMapping=Ee),Tt}function Zr(R){if(R.uniformsList===null){let ne=R.currentProgram.getUniforms();R.uniformsList=Zc.seqWithValue(ne.seq,R.uniforms)}return R.uniformsList}function Cs(R,ne){let we=Bt.get(R);we.outputColorSpace=ne.outputColorSpace,we.batching=ne.batching,we.batchingColor=ne.batchingColor,we.instancing=ne.instancing,we.instancingColor=ne.instancingColor,we.instancingMorph=ne.instancingMorph,we.skinning=ne.skinning,we.morphTargets=ne.morphTargets,we.morphNormals=ne.morphNormals,we.morphColors=ne.morphColors,we.morphTargetsCount=ne.morphTargetsCount,we.numClippingPlanes=ne.numClippingPlanes,we.numIntersection=ne.numClipIntersection,we.vertexAlphas=ne.vertexAlphas,we.vertexTangents=ne.vertexTangents,we.toneMapping=ne.toneMapping}function ca(R,ne,we,_e,Ee){ne.isScene!==!0&&(ne=I),ln.resetTextureUnits();let Mt=ne.fog,Ht=_e.isMeshStandardMaterial||_e.isMeshLambertMaterial||_e.isMeshPhongMaterial?ne.environment:null,Tt=Oe===null?W.outputColorSpace:Oe.isXRRenderTarget===!0?Oe.texture.colorSpace:li.workingColorSpace,Xt=_e.isMeshStandardMaterial||_e.isMeshLambertMaterial&&!_e.envMap||_e.isMeshPhongMaterial&&!_e.envMap,un=F.get(_e.envMap||Ht,Xt),yn=_e.vertexColors===!0&&!!we.attributes.color&&we.attributes.color.itemSize===4,Ln=!!we.attributes.tangent&&(!!_e.normalMap||_e.anisotropy>0),on=!!we.morphAttributes.position,zn=!!we.morphAttributes.normal,gi=!!we.morphAttributes.color,ii=ja;_e.toneMapped&&(Oe===null||Oe.isXRRenderTarget===!0)&&(ii=W.toneMapping);let Zn=we.morphAttributes.position||we.morphAttributes.normal||we.morphAttributes.color,Oi=Zn!==void 0?Zn.length:0,cn=Bt.get(_e),ri=C.state.lights;if(en===!0&&(gn===!0||R!==Se)){let Kn=R===Se&&_e.id===he;ze.setState(_e,R,Kn)}let Pn=!1,er=!1;_e.version===cn.__version?cn.needsLights&&cn.lightsStateVersion!==ri.state.version||Ee.isBatchedMesh&&cn.batching===!1||!Ee.isBatchedMesh&&cn.batching===!0||Ee.isBatchedMesh&&cn.batchingColor===!0&&Ee._colorsTexture===null||Ee.isBatchedMesh&&cn.batchingColor===!1&&Ee._colorsTexture!==null||Ee.isInstancedMesh&&cn.instancing===!1||!Ee.isInstancedMesh&&cn.instancing===!0||Ee.isSkinnedMesh&&cn.skinning===!1||!Ee.isSkinnedMesh&&cn.skinning===!0||Ee.isInstancedMesh&&cn.instancingColor===!0&&Ee.instanceColor===null||Ee.isInstancedMesh&&cn.instancingColor===!1&&Ee.instanceColor!==null||Ee.isInstancedMesh&&cn.instancingMorph===!0&&Ee.morphTexture===null||Ee.isInstancedMesh&&cn.instancingMorph===!1&&Ee.morphTexture!==null||cn.envMap!==un||_e.fog===!0&&cn.fog!==Mt||cn.numClippingPlanes!==void 0&&(cn.numClippingPlanes!==ze.numPlanes||cn.numIntersection!==ze.numIntersection)||cn.vertexAlphas!==yn||cn.vertexTangents!==Ln||cn.morphTargets!==on||cn.morphNormals!==zn||cn.morphColors!==gi||cn.morphTargetsCount!==Oi||cn.numLightProbeGrids!==Ri(C.state.lightProbeGridArray)?Pn=!0:(cn.outputColorSpace!==Tt||cn.toneMapping!==ii)&&(er=!0):(Pn=!0,cn.__version=_e.version);let Pi=cn.currentProgram;(Pn===!0||er===!0)&&(Pi=er===!0?rr(_e,ne,Ee,Tt,ii):$r(_e,ne,Ee),te&&_e.isNodeMaterial&&te.onUpdateProgram(_e,Pi,cn));let Mr=!1,mr=!1,Hr=!1,En=Pi.getUniforms(),xi=cn.uniforms;if(nt.useProgram(Pi.program)&&(Mr=!0,mr=!0,Hr=!0),_e.id!==he&&(he=_e.id,mr=!0),Mr||Se!==R){nt.buffers.depth.getReversed()&&R.reversedDepth!==!0&&(R._reversedDepth=!0,R.updateProjectionMatrix()),En.setValue(K,"projectionMatrix",R.projectionMatrix),En.setValue(K,"viewMatrix",R.matrixWorldInverse);let Ei=En.map.cameraPosition;Ei!==void 0&&Ei.setValue(K,vi.setFromMatrixPosition(R.matrixWorld)),Mn.logarithmicDepthBuffer&&En.setValue(K,"logDepthBufFC",2/(Math.log(R.far+1)/Math.LN2)),(_e.isMeshPhongMaterial||_e.isMeshToonMaterial||_e.isMeshLambertMaterial||_e.isMeshBasicMaterial||_e.isMeshStandardMaterial||_e.isShaderMaterial)&&En.setValue(K,"isOrthographic",R.isOrthographicCamera===!0),Se!==R&&(Se=R,mr=!0,Hr=!0)}if(cn.needsLights&&(ri.state.sunShadowMap.length>0&&En.setValue(K,"sunShadowMap",ri.state.sunShadowMap,ln),ri.state.directionalShadowMap.length>0&&En.setValue(K,"directionalShadowMap",ri.state.directionalShadowMap,ln),ri.state.spotShadowMap.length>0&&En.setValue(K,"spotShadowMap",ri.state.spotShadowMap,ln),ri.state.pointShadowMap.length>0&&En.setValue(K,"pointShadowMap",ri.state.pointShadowMap,ln)),Ee.isSkinnedMesh){En.setOptional(K,Ee,"bindMatrix"),En.setOptional(K,Ee,"bindMatrixInverse");let Kn=Ee.skeleton;Kn&&(Kn.boneTexture===null&&Kn.computeBoneTexture(),En.setValue(K,"boneTexture",Kn.boneTexture,ln))}Ee.isBatchedMesh&&(En.setOptional(K,Ee,"batchingTexture"),En.setValue(K,"batchingTexture",Ee._matricesTexture,ln),En.setOptional(K,Ee,"batchingIdTexture"),En.setValue(K,"batchingIdTexture",Ee._indirectTexture,ln),En.setOptional(K,Ee,"batchingColorTexture"),Ee._colorsTexture!==null&&En.setValue(K,"batchingColorTexture",Ee._colorsTexture,ln));let Wi=we.morphAttributes;if((Wi.position!==void 0||Wi.normal!==void 0||Wi.color!==void 0)&&xe.update(Ee,we,Pi),(mr||cn.receiveShadow!==Ee.receiveShadow)&&(cn.receiveShadow=Ee.receiveShadow,En.setValue(K,"receiveShadow",Ee.receiveShadow)),(_e.isMeshStandardMaterial||_e.isMeshLambertMaterial||_e.isMeshPhongMaterial)&&_e.envMap===null&&ne.environment!==null&&(xi.envMapIntensity.value=ne.environmentIntensity),xi.dfgLUT!==void 0&&(xi.dfgLUT.value=eI()),mr){if(En.setValue(K,"toneMappingExposure",W.toneMappingExposure),cn.needsLights&&Jn(xi,Hr),Mt&&_e.fog===!0&&_t.refreshFogUniforms(xi,Mt),_t.refreshMaterialUniforms(xi,_e,et,bt,C.state.transmissionRenderTarget[R.id]),cn.needsLights&&cn.numLightProbeGrids>0){let Kn=b,Ei=0;for(let Qn of C.state.lightProbeGridArray)Qn.texture!==null&&(Kn.textures[Ei]=Qn.texture,Kn.min[Ei]=Qn.boundingBox.min,Kn.max[Ei]=Qn.boundingBox.max,Kn.resolution[Ei]=Qn.resolution,Ei++);for(let Qn in Kn)Kn[Qn].length=Ei;xi.probesSH.value=Kn.textures,xi.probesMin.value=Kn.min,xi.probesMax.value=Kn.max,xi.probesResolution.value=Kn.resolution}Zc.upload(K,Zr(cn),xi,ln)}if(_e.isShaderMaterial&&_e.uniformsNeedUpdate===!0&&(Zc.upload(K,Zr(cn),xi,ln),_e.uniformsNeedUpdate=!1),_e.isSpriteMaterial&&En.setValue(K,"center",Ee.center),En.setValue(K,"modelViewMatrix",Ee.modelViewMatrix),En.setValue(K,"normalMatrix",Ee.normalMatrix),En.setValue(K,"modelMatrix",Ee.matrixWorld),_e.uniformsGroups!==void 0){let Kn=_e.uniformsGroups;for(let Ei=0,Qn=Kn.length;Ei<Qn;Ei++){let Ps=Kn[Ei];ft.update(Ps,Pi),ft.bind(Ps,Pi)}}return Pi}function Jn(R,ne){R.ambientLightColor.needsUpdate=ne,R.lightProbe.needsUpdate=ne,R.sunLights.needsUpdate=ne,R.sunLightShadows.needsUpdate=ne,R.directionalLights.needsUpdate=ne,R.directionalLightShadows.needsUpdate=ne,R.pointLights.needsUpdate=ne,R.pointLightShadows.needsUpdate=ne,R.spotLights.needsUpdate=ne,R.spotLightShadows.needsUpdate=ne,R.rectAreaLights.needsUpdate=ne,R.hemisphereLights.needsUpdate=ne}function Ur(R){return R.isMeshLambertMaterial||R.isMeshToonMaterial||R.isMeshPhongMaterial||R.isMeshStandardMaterial||R.isShadowMaterial||R.isShaderMaterial&&R.lights===!0}this.getActiveCubeFace=function(){return pe},this.getActiveMipmapLevel=function(){return $},this.getRenderTarget=function(){return Oe},this.setRenderTargetTextures=function(R,ne,we){let _e=Bt.get(R);_e.__autoAllocateDepthBuffer=R.resolveDepthBuffer===!1,_e.__autoAllocateDepthBuffer===!1&&(_e.__useRenderToTexture=!1),Bt.get(R.texture).__webglTexture=ne,Bt.get(R.depthTexture).__webglTexture=_e.__autoAllocateDepthBuffer?void 0:we,_e.__hasExternalTextures=!0},this.setRenderTargetFramebuffer=function(R,ne){let we=Bt.get(R);we.__webglFramebuffer=ne,we.__useDefaultFramebuffer=ne===void 0},this.setRenderTarget=function(R,ne=0,we=0){Oe=R,pe=ne,$=we;let _e=null,Ee=!1,Mt=!1;if(R){let Tt=Bt.get(R);if(Tt.__useDefaultFramebuffer!==void 0){nt.bindFramebuffer(K.FRAMEBUFFER,Tt.__webglFramebuffer),re.copy(R.viewport),De.copy(R.scissor),Be=R.scissorTest,nt.viewport(re),nt.scissor(De),nt.setScissorTest(Be),he=-1;return}else if(Tt.__webglFramebuffer===void 0)ln.setupRenderTarget(R);else if(Tt.__hasExternalTextures)ln.rebindTextures(R,Bt.get(R.texture).__webglTexture,Bt.get(R.depthTexture).__webglTexture);else if(R.depthBuffer){let yn=R.depthTexture;if(Tt.__boundDepthTexture!==yn){if(yn!==null&&Bt.has(yn)&&(R.width!==yn.image.width||R.height!==yn.image.height))throw new Error("THREE.WebGLRenderer: Attached DepthTexture is initialized to the incorrect size.");ln.setupDepthRenderbuffer(R)}}let Xt=R.texture;(Xt.isData3DTexture||Xt.isDataArrayTexture||Xt.isCompressedArrayTexture)&&(Mt=!0);let un=Bt.get(R).__webglFramebuffer;R.isWebGLCubeRenderTarget?(Array.isArray(un[ne])?_e=un[ne][we]:_e=un[ne],Ee=!0):R.samples>0&&ln.useMultisampledRTT(R)===!1?_e=Bt.get(R).__webglMultisampledFramebuffer:Array.isArray(un)?_e=un[we]:_e=un,re.copy(R.viewport),De.copy(R.scissor),Be=R.scissorTest}else re.copy(Qt).multiplyScalar(et).floor(),De.copy(Rn).multiplyScalar(et).floor(),Be=ht;if(we!==0&&(_e=ee),nt.bindFramebuffer(K.FRAMEBUFFER,_e)&&nt.drawBuffers(R,_e),nt.viewport(re),nt.scissor(De),nt.setScissorTest(Be),Ee){let Tt=Bt.get(R.texture);K.framebufferTexture2D(K.FRAMEBUFFER,K.COLOR_ATTACHMENT0,K.TEXTURE_CUBE_MAP_POSITIVE_X+ne,Tt.__webglTexture,we)}else if(Mt){let Tt=ne;for(let Xt=0;Xt<R.textures.length;Xt++){let un=Bt.get(R.textures[Xt]);K.framebufferTextureLayer(K.FRAMEBUFFER,K.COLOR_ATTACHMENT0+Xt,un.__webglTexture,we,Tt)}}else if(R!==null&&we!==0){let Tt=Bt.get(R.texture);K.framebufferTexture2D(K.FRAMEBUFFER,K.COLOR_ATTACHMENT0,K.TEXTURE_2D,Tt.__webglTexture,we)}he=-1};function Rs(R){let ne=Bt.get(R);return(ne.__readFormat!==R.format||ne.__readType!==R.type)&&(ne.__readFormat=R.format,ne.__readType=R.type,ne.__formatReadable=Mn.textureFormatReadable(R.format),ne.__typeReadable=Mn.textureTypeReadable(R.type)),ne}this.readRenderTargetPixels=function(R,ne,we,_e,Ee,Mt,Ht,Tt=0){if(!(R&&R.isWebGLRenderTarget)){Un("WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.");return}let Xt=Bt.get(R).__webglFramebuffer;if(R.isWebGLCubeRenderTarget&&Ht!==void 0&&(Xt=Xt[Ht],Array.isArray(Xt)&&(Xt=Xt[0])),Xt){nt.bindFramebuffer(K.FRAMEBUFFER,Xt);try{let un=R.textures[Tt],yn=un.format,Ln=un.type;R.textures.length>1&&K.readBuffer(K.COLOR_ATTACHMENT0+Tt);let on=Rs(un);if(on.__formatReadable===!1){Un("WebGLRenderer.readRenderTargetPixels: renderTarget is not in RGBA or implementation defined format.");return}if(on.__typeReadable===!1){Un("WebGLRenderer.readRenderTargetPixels: renderTarget is not in UnsignedByteType or implementation defined type.");return}ne>=0&&ne<=R.width-_e&&we>=0&&we<=R.height-Ee&&K.readPixels(ne,we,_e,Ee,Xe.convert(yn),Xe.convert(Ln),Mt)}finally{let un=Oe!==null?Bt.get(Oe).__webglFramebuffer:null;nt.bindFramebuffer(K.FRAMEBUFFER,un)}}},this.readRenderTargetPixelsAsync=async function(R,ne,we,_e,Ee,Mt,Ht,Tt=0){if(!(R&&R.isWebGLRenderTarget))throw new Error("THREE.WebGLRenderer.readRenderTargetPixels: renderTarget is not THREE.WebGLRenderTarget.");let Xt=Bt.get(R).__webglFramebuffer;if(R.isWebGLCubeRenderTarget&&Ht!==void 0&&(Xt=Xt[Ht],Array.isArray(Xt)&&(Xt=Xt[0])),Xt)if(ne>=0&&ne<=R.width-_e&&we>=0&&we<=R.height-Ee){nt.bindFramebuffer(K.FRAMEBUFFER,Xt);let un=R.textures[Tt],yn=un.format,Ln=un.type;R.textures.length>1&&K.readBuffer(K.COLOR_ATTACHMENT0+Tt);let on=Rs(un);if(on.__formatReadable===!1)throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in RGBA or implementation defined format.");if(on.__typeReadable===!1)throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: renderTarget is not in UnsignedByteType or implementation defined type.");let zn=K.createBuffer();K.bindBuffer(K.PIXEL_PACK_BUFFER,zn),K.bufferData(K.PIXEL_PACK_BUFFER,Mt.byteLength,K.STREAM_READ),K.readPixels(ne,we,_e,Ee,Xe.convert(yn),Xe.convert(Ln),0),K.bindBuffer(K.PIXEL_PACK_BUFFER,null);let gi=Oe!==null?Bt.get(Oe).__webglFramebuffer:null;nt.bindFramebuffer(K.FRAMEBUFFER,gi);let ii=K.fenceSync(K.SYNC_GPU_COMMANDS_COMPLETE,0);return K.flush(),await kx(K,ii,4),K.bindBuffer(K.PIXEL_PACK_BUFFER,zn),K.getBufferSubData(K.PIXEL_PACK_BUFFER,0,Mt),K.bindBuffer(K.PIXEL_PACK_BUFFER,null),K.deleteBuffer(zn),K.deleteSync(ii),Mt}else throw new Error("THREE.WebGLRenderer.readRenderTargetPixelsAsync: requested read bounds are out of range.")},this.copyFramebufferToTexture=function(R,ne=null,we=0){let _e=Math.pow(2,-we),Ee=Math.floor(R.image.width*_e),Mt=Math.floor(R.image.height*_e),Ht=ne!==null?ne.x:0,Tt=ne!==null?ne.y:0;ln.setTexture2D(R,0),K.copyTexSubImage2D(K.TEXTURE_2D,we,0,0,Ht,Tt,Ee,Mt),nt.unbindTexture()},this.copyTextureToTexture=function(R,ne,we=null,_e=null,Ee=0,Mt=0){let Ht,Tt,Xt,un,yn,Ln,on,zn,gi,ii=R.isCompressedTexture?R.mipmaps[Mt]:R.image;if(we!==null)Ht=we.max.x-we.min.x,Tt=we.max.y-we.min.y,Xt=we.isBox3?we.max.z-we.min.z:1,un=we.min.x,yn=we.min.y,Ln=we.isBox3?we.min.z:0;else{let En=Math.pow(2,-Ee);Ht=Math.floor(ii.width*En),Tt=Math.floor(ii.height*En),R.isDataArrayTexture?Xt=ii.depth:R.isData3DTexture?Xt=Math.floor(ii.depth*En):Xt=1,un=0,yn=0,Ln=0}_e!==null?(on=_e.x,zn=_e.y,gi=_e.z):(on=0,zn=0,gi=0);let Zn=Xe.convert(ne.format),Oi=Xe.convert(ne.type),cn;ne.isData3DTexture?(ln.setTexture3D(ne,0),cn=K.TEXTURE_3D):ne.isDataArrayTexture||ne.isCompressedArrayTexture?(ln.setTexture2DArray(ne,0),cn=K.TEXTURE_2D_ARRAY):(ln.setTexture2D(ne,0),cn=K.TEXTURE_2D),nt.activeTexture(K.TEXTURE0),nt.pixelStorei(K.UNPACK_FLIP_Y_WEBGL,ne.flipY),nt.pixelStorei(K.UNPACK_PREMULTIPLY_ALPHA_WEBGL,ne.premultiplyAlpha),nt.pixelStorei(K.UNPACK_ALIGNMENT,ne.unpackAlignment);let ri=nt.getParameter(K.UNPACK_ROW_LENGTH),Pn=nt.getParameter(K.UNPACK_IMAGE_HEIGHT),er=nt.getParameter(K.UNPACK_SKIP_PIXELS),Pi=nt.getParameter(K.UNPACK_SKIP_ROWS),Mr=nt.getParameter(K.UNPACK_SKIP_IMAGES);nt.pixelStorei(K.UNPACK_ROW_LENGTH,ii.width),nt.pixelStorei(K.UNPACK_IMAGE_HEIGHT,ii.height),nt.pixelStorei(K.UNPACK_SKIP_PIXELS,un),nt.pixelStorei(K.UNPACK_SKIP_ROWS,yn),nt.pixelStorei(K.UNPACK_SKIP_IMAGES,Ln);let mr=R.isDataArrayTexture||R.isData3DTexture,Hr=ne.isDataArrayTexture||ne.isData3DTexture;if(R.isDepthTexture){let En=Bt.get(R),xi=Bt.get(ne),Wi=Bt.get(En.__renderTarget),Kn=Bt.get(xi.__renderTarget);nt.bindFramebuffer(K.READ_FRAMEBUFFER,Wi.__webglFramebuffer),nt.bindFramebuffer(K.DRAW_FRAMEBUFFER,Kn.__webglFramebuffer);for(let Ei=0;Ei<Xt;Ei++)mr&&(K.framebufferTextureLayer(K.READ_FRAMEBUFFER,K.COLOR_ATTACHMENT0,Bt.get(R).__webglTexture,Ee,Ln+Ei),K.framebufferTextureLayer(K.DRAW_FRAMEBUFFER,K.COLOR_ATTACHMENT0,Bt.get(ne).__webglTexture,Mt,gi+Ei)),K.blitFramebuffer(un,yn,un+Ht,yn+Tt,on,zn,on+Ht,zn+Tt,K.DEPTH_BUFFER_BIT,K.NEAREST);nt.bindFramebuffer(K.READ_FRAMEBUFFER,null),nt.bindFramebuffer(K.DRAW_FRAMEBUFFER,null)}else if(Ee!==0||R.isRenderTargetTexture||Bt.has(R)){let En=Bt.get(R),xi=Bt.get(ne);nt.bindFramebuffer(K.READ_FRAMEBUFFER,k),nt.bindFramebuffer(K.DRAW_FRAMEBUFFER,ie);for(let Wi=0;Wi<Xt;Wi++)mr?K.framebufferTextureLayer(K.READ_FRAMEBUFFER,K.COLOR_ATTACHMENT0,En.__webglTexture,Ee,Ln+Wi):K.framebufferTexture2D(K.READ_FRAMEBUFFER,K.COLOR_ATTACHMENT0,K.TEXTURE_2D,En.__webglTexture,Ee),Hr?K.framebufferTextureLayer(K.DRAW_FRAMEBUFFER,K.COLOR_ATTACHMENT0,xi.__webglTexture,Mt,gi+Wi):K.framebufferTexture2D(K.DRAW_FRAMEBUFFER,K.COLOR_ATTACHMENT0,K.TEXTURE_2D,xi.__webglTexture,Mt),Ee!==0?K.blitFramebuffer(un,yn,un+Ht,yn+Tt,on,zn,on+Ht,zn+Tt,K.COLOR_BUFFER_BIT,K.NEAREST):Hr?K.copyTexSubImage3D(cn,Mt,on,zn,gi+Wi,un,yn,Ht,Tt):K.copyTexSubImage2D(cn,Mt,on,zn,un,yn,Ht,Tt);nt.bindFramebuffer(K.READ_FRAMEBUFFER,null),nt.bindFramebuffer(K.DRAW_FRAMEBUFFER,null)}else Hr?R.isDataTexture||R.isData3DTexture?K.texSubImage3D(cn,Mt,on,zn,gi,Ht,Tt,Xt,Zn,Oi,ii.data):ne.isCompressedArrayTexture?K.compressedTexSubImage3D(cn,Mt,on,zn,gi,Ht,Tt,Xt,Zn,ii.data):K.texSubImage3D(cn,Mt,on,zn,gi,Ht,Tt,Xt,Zn,Oi,ii):R.isDataTexture?K.texSubImage2D(K.TEXTURE_2D,Mt,on,zn,Ht,Tt,Zn,Oi,ii.data):R.isCompressedTexture?K.compressedTexSubImage2D(K.TEXTURE_2D,Mt,on,zn,ii.width,ii.height,Zn,ii.data):K.texSubImage2D(K.TEXTURE_2D,Mt,on,zn,Ht,Tt,Zn,Oi,ii);nt.pixelStorei(K.UNPACK_ROW_LENGTH,ri),nt.pixelStorei(K.UNPACK_IMAGE_HEIGHT,Pn),nt.pixelStorei(K.UNPACK_SKIP_PIXELS,er),nt.pixelStorei(K.UNPACK_SKIP_ROWS,Pi),nt.pixelStorei(K.UNPACK_SKIP_IMAGES,Mr),Mt===0&&ne.generateMipmaps===!0&&ne.mipmapsAutoUpdate===!0&&K.generateMipmap(cn),nt.unbindTexture()},this.initRenderTarget=function(R){Bt.get(R).__webglFramebuffer===void 0&&ln.setupRenderTarget(R)},this.initTexture=function(R){R.isCubeTexture?ln.setTextureCube(R,0):R.isData3DTexture?ln.setTexture3D(R,0):R.isDataArrayTexture||R.isCompressedArrayTexture?ln.setTexture2DArray(R,0):ln.setTexture2D(R,0),nt.unbindTexture()},this.resetState=function(){pe=0,$=0,Oe=null,nt.reset(),qe.reset()},typeof __THREE_DEVTOOLS__<"u"&&__THREE_DEVTOOLS__.dispatchEvent(new CustomEvent("observe",{detail:this}))}get coordinateSystem(){return ia}get outputColorSpace(){return this._outputColorSpace}set outputColorSpace(e){this._outputColorSpace=e;let t=this.getContext();t.drawingBufferColorSpace=li._getDrawingBufferColorSpace(e),t.unpackColorSpace=li._getUnpackColorSpace()}};var Ty={type:"change"},$0={type:"start"},wy={type:"end"},Fp=new zc,Ay=new Us,tI=Math.cos(70*P0.DEG2RAD),Lr=new Ie,ws=2*Math.PI,bi={NONE:-1,ROTATE:0,DOLLY:1,PAN:2,TOUCH_ROTATE:3,TOUCH_PAN:4,TOUCH_DOLLY_PAN:5,TOUCH_DOLLY_ROTATE:6},Y0=1e-6,q0=class extends mf{constructor(e,t=null){super(e,t),this.state=bi.NONE,this.target=new Ie,this.cursor=new Ie,this.minDistance=0,this.maxDistance=1/0,this.minZoom=0,this.maxZoom=1/0,this.minTargetRadius=0,this.maxTargetRadius=1/0,this.minPolarAngle=0,this.maxPolarAngle=Math.PI,this.minAzimuthAngle=-1/0,this.maxAzimuthAngle=1/0,this.enableDamping=!1,this.dampingFactor=.05,this.enableZoom=!0,this.zoomSpeed=1,this.enableRotate=!0,this.rotateSpeed=1,this.keyRotateSpeed=1,this.enablePan=!0,this.panSpeed=1,this.screenSpacePanning=!0,this.keyPanSpeed=7,this.zoomToCursor=!1,this.autoRotate=!1,this.autoRotateSpeed=2,this.keys={LEFT:"ArrowLeft",UP:"ArrowUp",RIGHT:"ArrowRight",BOTTOM:"ArrowDown"},this.mouseButtons={LEFT:hl.ROTATE,MIDDLE:hl.DOLLY,RIGHT:hl.PAN},this.touches={ONE:dl.ROTATE,TWO:dl.DOLLY_PAN},this.target0=this.target.clone(),this.position0=this.object.position.clone(),this.zoom0=this.object.zoom,this._cursorStyle="auto",this._domElementKeyEvents=null,this._lastPosition=new Ie,this._lastQuaternion=new Bs,this._lastTargetPosition=new Ie,this._quat=new Bs().setFromUnitVectors(e.up,new Ie(0,1,0)),this._quatInverse=this._quat.clone().invert(),this._spherical=new Hc,this._sphericalDelta=new Hc,this._scale=1,this._panOffset=new Ie,this._rotateStart=new Bn,this._rotateEnd=new Bn,this._rotateDelta=new Bn,this._panStart=new Bn,this._panEnd=new Bn,this._panDelta=new Bn,this._dollyStart=new Bn,this._dollyEnd=new Bn,this._dollyDelta=new Bn,this._dollyDirection=new Ie,this._mouse=new Bn,this._performCursorZoom=!1,this._pointers=[],this._pointerPositions={},this._controlActive=!1,this._onPointerMove=iI.bind(this),this._onPointerDown=nI.bind(this),this._onPointerUp=rI.bind(this),this._onContextMenu=fI.bind(this),this._onMouseWheel=oI.bind(this),this._onKeyDown=lI.bind(this),this._onTouchStart=cI.bind(this),this._onTouchMove=uI.bind(this),this._onMouseDown=sI.bind(this),this._onMouseMove=aI.bind(this),this._interceptControlDown=hI.bind(this),this._interceptControlUp=dI.bind(this),this.domElement!==null&&this.connect(this.domElement),this.update()}set cursorStyle(e){this._cursorStyle=e,e==="grab"?this.domElement.style.cursor="grab":this.domElement.style.cursor="auto"}get cursorStyle(){return this._cursorStyle}connect(e){super.connect(e),this.domElement.addEventListener("pointerdown",this._onPointerDown),this.domElement.addEventListener("pointercancel",this._onPointerUp),this.domElement.addEventListener("contextmenu",this._onContextMenu),this.domElement.addEventListener("wheel",this._onMouseWheel,{passive:!1}),this.domElement.ownerDocument.addEventListener("keydown",this._interceptControlDown,{passive:!0,capture:!0}),this.domElement.style.touchAction="none"}disconnect(){this.state=bi.NONE,this.domElement.removeEventListener("pointerdown",this._onPointerDown),this.domElement.ownerDocument.removeEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.removeEventListener("pointerup",this._onPointerUp),this.domElement.removeEventListener("pointercancel",this._onPointerUp),this.domElement.removeEventListener("wheel",this._onMouseWheel),this.domElement.removeEventListener("contextmenu",this._onContextMenu),this.stopListenToKeyEvents(),this.domElement.ownerDocument.removeEventListener("keydown",this._interceptControlDown,{capture:!0}),this.domElement.ownerDocument.removeEventListener("keyup",this._interceptControlUp,{capture:!0}),this._controlActive=!1,this._pointers.length=0,this._pointerPositions={},this.domElement.style.touchAction="",this.domElement.style.cursor="auto"}dispose(){this.disconnect()}getPolarAngle(){return this._spherical.phi}getAzimuthalAngle(){return this._spherical.theta}getDistance(){return this.object.position.distanceTo(this.target)}listenToKeyEvents(e){e.addEventListener("keydown",this._onKeyDown),this._domElementKeyEvents=e}stopListenToKeyEvents(){this._domElementKeyEvents!==null&&(this._domElementKeyEvents.removeEventListener("keydown",this._onKeyDown),this._domElementKeyEvents=null)}saveState(){this.target0.copy(this.target),this.position0.copy(this.object.position),this.zoom0=this.object.zoom}reset(){this.target.copy(this.target0),this.object.position.copy(this.position0),this.object.zoom=this.zoom0,this.object.updateProjectionMatrix(),this.dispatchEvent(Ty),this.update(),this.state=bi.NONE}pan(e,t){this._pan(e,t),this.update()}dollyIn(e){this._dollyIn(e),this.update()}dollyOut(e){this._dollyOut(e),this.update()}rotateLeft(e){this._rotateLeft(e),this.update()}rotateUp(e){this._rotateUp(e),this.update()}update(e=null){let t=this.object.position;Lr.copy(t).sub(this.target),Lr.applyQuaternion(this._quat),this._spherical.setFromVector3(Lr),this.autoRotate&&this.state===bi.NONE&&this._rotateLeft(this._getAutoRotationAngle(e)),this.enableDamping?(this._spherical.theta+=this._sphericalDelta.theta*this.dampingFactor,this._spherical.phi+=this._sphericalDelta.phi*this.dampingFactor):(this._spherical.theta+=this._sphericalDelta.theta,this._spherical.phi+=this._sphericalDelta.phi);let i=this.minAzimuthAngle,r=this.maxAzimuthAngle;isFinite(i)&&isFinite(r)&&(i<-Math.PI?i+=ws:i>Math.PI&&(i-=ws),r<-Math.PI?r+=ws:r>Math.PI&&(r-=ws),i<=r?this._spherical.theta=Math.max(i,Math.min(r,this._spherical.theta)):this._spherical.theta=this._spherical.theta>(i+r)/2?Math.max(i,this._spherical.theta):Math.min(r,this._spherical.theta)),this._spherical.phi=Math.max(this.minPolarAngle,Math.min(this.maxPolarAngle,this._spherical.phi)),this._spherical.makeSafe(),this.enableDamping===!0?this.target.addScaledVector(this._panOffset,this.dampingFactor):this.target.add(this._panOffset),this.target.sub(this.cursor),this.target.clampLength(this.minTargetRadius,this.maxTargetRadius),this.target.add(this.cursor);let s=!1;if(this.zoomToCursor&&this._performCursorZoom||this.object.isOrthographicCamera)this._spherical.radius=this._clampDistance(this._spherical.radius);else{let a=this._spherical.radius;this._spherical.radius=this._clampDistance(this._spherical.radius*this._scale),s=a!=this._spherical.radius}if(Lr.setFromSpherical(this._spherical),Lr.applyQuaternion(this._quatInverse),t.copy(this.target).add(Lr),this.object.lookAt(this.target),this.enableDamping===!0?(this._sphericalDelta.theta*=1-this.dampingFactor,this._sphericalDelta.phi*=1-this.dampingFactor,this._panOffset.multiplyScalar(1-this.dampingFactor)):(this._sphericalDelta.set(0,0,0),this._panOffset.set(0,0,0)),this.zoomToCursor&&this._performCursorZoom){let a=null;if(this.object.isPerspectiveCamera){let o=Lr.length();a=this._clampDistance(o*this._scale);let c=o-a;this.object.position.addScaledVector(this._dollyDirection,c),this.object.updateMatrixWorld(),s=!!c}else if(this.object.isOrthographicCamera){let o=new Ie(this._mouse.x,this._mouse.y,0);o.unproject(this.object);let c=this.object.zoom;this.object.zoom=Math.max(this.minZoom,Math.min(this.maxZoom,this.object.zoom/this._scale)),this.object.updateProjectionMatrix(),s=c!==this.object.zoom;let l=new Ie(this._mouse.x,this._mouse.y,0);l.unproject(this.object),this.object.position.sub(l).add(o),this.object.updateMatrixWorld(),a=Lr.length()}else console.warn("WARNING: OrbitControls.js encountered an unknown camera type - zoom to cursor disabled."),this.zoomToCursor=!1;a!==null&&(this.screenSpacePanning?this.target.set(0,0,-1).transformDirection(this.object.matrix).multiplyScalar(a).add(this.object.position):(Fp.origin.copy(this.object.position),Fp.direction.set(0,0,-1).transformDirection(this.object.matrix),Math.abs(this.object.up.dot(Fp.direction))<tI?this.object.lookAt(this.target):(Ay.setFromNormalAndCoplanarPoint(this.object.up,this.target),Fp.intersectPlane(Ay,this.target))))}else if(this.object.isOrthographicCamera){let a=this.object.zoom;this.object.zoom=Math.max(this.minZoom,Math.min(this.maxZoom,this.object.zoom/this._scale)),a!==this.object.zoom&&(this.object.updateProjectionMatrix(),s=!0)}return this._scale=1,this._performCursorZoom=!1,s||this._lastPosition.distanceToSquared(this.object.position)>Y0||8*(1-this._lastQuaternion.dot(this.object.quaternion))>Y0||this._lastTargetPosition.distanceToSquared(this.target)>Y0?(this.dispatchEvent(Ty),this._lastPosition.copy(this.object.position),this._lastQuaternion.copy(this.object.quaternion),this._lastTargetPosition.copy(this.target),!0):!1}_getAutoRotationAngle(e){return e!==null?ws/60*this.autoRotateSpeed*e:ws/60/60*this.autoRotateSpeed}_getZoomScale(e){let t=Math.abs(e*.01);return Math.pow(.95,this.zoomSpeed*t)}_rotateLeft(e){this._sphericalDelta.theta-=e}_rotateUp(e){this._sphericalDelta.phi-=e}_panLeft(e,t){Lr.setFromMatrixColumn(t,0),Lr.multiplyScalar(-e),this._panOffset.add(Lr)}_panUp(e,t){this.screenSpacePanning===!0?Lr.setFromMatrixColumn(t,1):(Lr.setFromMatrixColumn(t,0),Lr.crossVectors(this.object.up,Lr)),Lr.multiplyScalar(e),this._panOffset.add(Lr)}_pan(e,t){let i=this.domElement;if(this.object.isPerspectiveCamera){let r=this.object.position;Lr.copy(r).sub(this.target);let s=Lr.length();s*=Math.tan(this.object.fov/2*Math.PI/180),this._panLeft(2*e*s/i.clientHeight,this.object.matrix),this._panUp(2*t*s/i.clientHeight,this.object.matrix)}else this.object.isOrthographicCamera?(this._panLeft(e*(this.object.right-this.object.left)/this.object.zoom/i.clientWidth,this.object.matrix),this._panUp(t*(this.object.top-this.object.bottom)/this.object.zoom/i.clientHeight,this.object.matrix)):(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - pan disabled."),this.enablePan=!1)}_dollyOut(e){this.object.isPerspectiveCamera||this.object.isOrthographicCamera?this._scale/=e:(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - dolly/zoom disabled."),this.enableZoom=!1)}_dollyIn(e){this.object.isPerspectiveCamera||this.object.isOrthographicCamera?this._scale*=e:(console.warn("WARNING: OrbitControls.js encountered an unknown camera type - dolly/zoom disabled."),this.enableZoom=!1)}_updateZoomParameters(e,t){if(!this.zoomToCursor)return;this._performCursorZoom=!0;let i=this.domElement.getBoundingClientRect(),r=e-i.left,s=t-i.top,a=i.width,o=i.height;this._mouse.x=r/a*2-1,this._mouse.y=-(s/o)*2+1,this._dollyDirection.set(this._mouse.x,this._mouse.y,1).unproject(this.object).sub(this.object.position).normalize()}_clampDistance(e){return Math.max(this.minDistance,Math.min(this.maxDistance,e))}_handleMouseDownRotate(e){this._rotateStart.set(e.clientX,e.clientY)}_handleMouseDownDolly(e){this._updateZoomParameters(e.clientX,e.clientY),this._dollyStart.set(e.clientX,e.clientY)}_handleMouseDownPan(e){this._panStart.set(e.clientX,e.clientY)}_handleMouseMoveRotate(e){this._rotateEnd.set(e.clientX,e.clientY),this._rotateDelta.subVectors(this._rotateEnd,this._rotateStart).multiplyScalar(this.rotateSpeed);let t=this.domElement;this._rotateLeft(ws*this._rotateDelta.x/t.clientHeight),this._rotateUp(ws*this._rotateDelta.y/t.clientHeight),this._rotateStart.copy(this._rotateEnd),this.update()}_handleMouseMoveDolly(e){this._dollyEnd.set(e.clientX,e.clientY),this._dollyDelta.subVectors(this._dollyEnd,this._dollyStart),this._dollyDelta.y>0?this._dollyOut(this._getZoomScale(this._dollyDelta.y)):this._dollyDelta.y<0&&this._dollyIn(this._getZoomScale(this._dollyDelta.y)),this._dollyStart.copy(this._dollyEnd),this.zoomToCursor&&(this._performCursorZoom=!0,this._dollyDirection.set(this._mouse.x,this._mouse.y,1).unproject(this.object).sub(this.object.position).normalize()),this.update()}_handleMouseMovePan(e){this._panEnd.set(e.clientX,e.clientY),this._panDelta.subVectors(this._panEnd,this._panStart).multiplyScalar(this.panSpeed),this._pan(this._panDelta.x,this._panDelta.y),this._panStart.copy(this._panEnd),this.update()}_handleMouseWheel(e){this._updateZoomParameters(e.clientX,e.clientY),e.deltaY<0?this._dollyIn(this._getZoomScale(e.deltaY)):e.deltaY>0&&this._dollyOut(this._getZoomScale(e.deltaY)),this.update()}_handleKeyDown(e){let t=!1;switch(e.code){case this.keys.UP:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateUp(ws*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(0,this.keyPanSpeed),t=!0;break;case this.keys.BOTTOM:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateUp(-ws*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(0,-this.keyPanSpeed),t=!0;break;case this.keys.LEFT:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateLeft(ws*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(this.keyPanSpeed,0),t=!0;break;case this.keys.RIGHT:e.ctrlKey||e.metaKey||e.shiftKey?this.enableRotate&&this._rotateLeft(-ws*this.keyRotateSpeed/this.domElement.clientHeight):this.enablePan&&this._pan(-this.keyPanSpeed,0),t=!0;break}t&&(e.preventDefault(),this.update())}_handleTouchStartRotate(e){if(this._pointers.length===1)this._rotateStart.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),i=.5*(e.pageX+t.x),r=.5*(e.pageY+t.y);this._rotateStart.set(i,r)}}_handleTouchStartPan(e){if(this._pointers.length===1)this._panStart.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),i=.5*(e.pageX+t.x),r=.5*(e.pageY+t.y);this._panStart.set(i,r)}}_handleTouchStartDolly(e){let t=this._getSecondPointerPosition(e),i=e.pageX-t.x,r=e.pageY-t.y,s=Math.sqrt(i*i+r*r);this._dollyStart.set(0,s)}_handleTouchStartDollyPan(e){this.enableZoom&&this._handleTouchStartDolly(e),this.enablePan&&this._handleTouchStartPan(e)}_handleTouchStartDollyRotate(e){this.enableZoom&&this._handleTouchStartDolly(e),this.enableRotate&&this._handleTouchStartRotate(e)}_handleTouchMoveRotate(e){if(this._pointers.length==1)this._rotateEnd.set(e.pageX,e.pageY);else{let i=this._getSecondPointerPosition(e),r=.5*(e.pageX+i.x),s=.5*(e.pageY+i.y);this._rotateEnd.set(r,s)}this._rotateDelta.subVectors(this._rotateEnd,this._rotateStart).multiplyScalar(this.rotateSpeed);let t=this.domElement;this._rotateLeft(ws*this._rotateDelta.x/t.clientHeight),this._rotateUp(ws*this._rotateDelta.y/t.clientHeight),this._rotateStart.copy(this._rotateEnd)}_handleTouchMovePan(e){if(this._pointers.length===1)this._panEnd.set(e.pageX,e.pageY);else{let t=this._getSecondPointerPosition(e),i=.5*(e.pageX+t.x),r=.5*(e.pageY+t.y);this._panEnd.set(i,r)}this._panDelta.subVectors(this._panEnd,this._panStart).multiplyScalar(this.panSpeed),this._pan(this._panDelta.x,this._panDelta.y),this._panStart.copy(this._panEnd)}_handleTouchMoveDolly(e){let t=this._getSecondPointerPosition(e),i=e.pageX-t.x,r=e.pageY-t.y,s=Math.sqrt(i*i+r*r);this._dollyEnd.set(0,s),this._dollyDelta.set(0,Math.pow(this._dollyEnd.y/this._dollyStart.y,this.zoomSpeed)),this._dollyOut(this._dollyDelta.y),this._dollyStart.copy(this._dollyEnd);let a=(e.pageX+t.x)*.5,o=(e.pageY+t.y)*.5;this._updateZoomParameters(a,o)}_handleTouchMoveDollyPan(e){this.enableZoom&&this._handleTouchMoveDolly(e),this.enablePan&&this._handleTouchMovePan(e)}_handleTouchMoveDollyRotate(e){this.enableZoom&&this._handleTouchMoveDolly(e),this.enableRotate&&this._handleTouchMoveRotate(e)}_addPointer(e){this._pointers.push(e.pointerId)}_removePointer(e){delete this._pointerPositions[e.pointerId];for(let t=0;t<this._pointers.length;t++)if(this._pointers[t]==e.pointerId){this._pointers.splice(t,1);return}}_isTrackingPointer(e){for(let t=0;t<this._pointers.length;t++)if(this._pointers[t]==e.pointerId)return!0;return!1}_trackPointer(e){let t=this._pointerPositions[e.pointerId];t===void 0&&(t=new Bn,this._pointerPositions[e.pointerId]=t),t.set(e.pageX,e.pageY)}_getSecondPointerPosition(e){let t=e.pointerId===this._pointers[0]?this._pointers[1]:this._pointers[0];return this._pointerPositions[t]}_customWheelEvent(e){let t=e.deltaMode,i={clientX:e.clientX,clientY:e.clientY,deltaY:e.deltaY};switch(t){case 1:i.deltaY*=16;break;case 2:i.deltaY*=100;break}return e.ctrlKey&&!this._controlActive&&(i.deltaY*=10),i}};function nI(n){this.enabled!==!1&&(this._pointers.length===0&&(this.domElement.setPointerCapture(n.pointerId),this.domElement.ownerDocument.addEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.addEventListener("pointerup",this._onPointerUp)),!this._isTrackingPointer(n)&&(this._addPointer(n),n.pointerType==="touch"?this._onTouchStart(n):this._onMouseDown(n),this._cursorStyle==="grab"&&(this.domElement.style.cursor="grabbing")))}function iI(n){this.enabled!==!1&&(n.pointerType==="touch"?this._onTouchMove(n):this._onMouseMove(n))}function rI(n){switch(this._removePointer(n),this._pointers.length){case 0:this.domElement.releasePointerCapture(n.pointerId),this.domElement.ownerDocument.removeEventListener("pointermove",this._onPointerMove),this.domElement.ownerDocument.removeEventListener("pointerup",this._onPointerUp),this.dispatchEvent(wy),this.state=bi.NONE,this._cursorStyle==="grab"&&(this.domElement.style.cursor="grab");break;case 1:let e=this._pointers[0],t=this._pointerPositions[e];this._onTouchStart({pointerId:e,pageX:t.x,pageY:t.y});break}}function sI(n){let e;switch(n.button){case 0:e=this.mouseButtons.LEFT;break;case 1:e=this.mouseButtons.MIDDLE;break;case 2:e=this.mouseButtons.RIGHT;break;default:e=-1}switch(e){case hl.DOLLY:if(this.enableZoom===!1)return;this._handleMouseDownDolly(n),this.state=bi.DOLLY;break;case hl.ROTATE:if(n.ctrlKey||n.metaKey||n.shiftKey){if(this.enablePan===!1)return;this._handleMouseDownPan(n),this.state=bi.PAN}else{if(this.enableRotate===!1)return;this._handleMouseDownRotate(n),this.state=bi.ROTATE}break;case hl.PAN:if(n.ctrlKey||n.metaKey||n.shiftKey){if(this.enableRotate===!1)return;this._handleMouseDownRotate(n),this.state=bi.ROTATE}else{if(this.enablePan===!1)return;this._handleMouseDownPan(n),this.state=bi.PAN}break;default:this.state=bi.NONE}this.state!==bi.NONE&&this.dispatchEvent($0)}function aI(n){switch(this.state){case bi.ROTATE:if(this.enableRotate===!1)return;this._handleMouseMoveRotate(n);break;case bi.DOLLY:if(this.enableZoom===!1)return;this._handleMouseMoveDolly(n);break;case bi.PAN:if(this.enablePan===!1)return;this._handleMouseMovePan(n);break}}function oI(n){this.enabled===!1||this.enableZoom===!1||this.state!==bi.NONE||(n.preventDefault(),this.dispatchEvent($0),this._handleMouseWheel(this._customWheelEvent(n)),this.dispatchEvent(wy))}function lI(n){this.enabled!==!1&&this._handleKeyDown(n)}function cI(n){switch(this._trackPointer(n),this._pointers.length){case 1:switch(this.touches.ONE){case dl.ROTATE:if(this.enableRotate===!1){this.state=bi.NONE;break}this._handleTouchStartRotate(n),this.state=bi.TOUCH_ROTATE;break;case dl.PAN:if(this.enablePan===!1){this.state=bi.NONE;break}this._handleTouchStartPan(n),this.state=bi.TOUCH_PAN;break;default:this.state=bi.NONE}break;case 2:switch(this.touches.TWO){case dl.DOLLY_PAN:if(this.enableZoom===!1&&this.enablePan===!1)return;this._handleTouchStartDollyPan(n),this.state=bi.TOUCH_DOLLY_PAN;break;case dl.DOLLY_ROTATE:if(this.enableZoom===!1&&this.enableRotate===!1)return;this._handleTouchStartDollyRotate(n),this.state=bi.TOUCH_DOLLY_ROTATE;break;default:this.state=bi.NONE}break;default:this.state=bi.NONE}this.state!==bi.NONE&&this.dispatchEvent($0)}function uI(n){switch(this._trackPointer(n),this.state){case bi.TOUCH_ROTATE:if(this.enableRotate===!1)return;this._handleTouchMoveRotate(n),this.update();break;case bi.TOUCH_PAN:if(this.enablePan===!1)return;this._handleTouchMovePan(n),this.update();break;case bi.TOUCH_DOLLY_PAN:if(this.enableZoom===!1&&this.enablePan===!1)return;this._handleTouchMoveDollyPan(n),this.update();break;case bi.TOUCH_DOLLY_ROTATE:if(this.enableZoom===!1&&this.enableRotate===!1)return;this._handleTouchMoveDollyRotate(n),this.update();break;default:this.state=bi.NONE}}function fI(n){this.enabled!==!1&&n.preventDefault()}function hI(n){n.key==="Control"&&(this._controlActive=!0,this.domElement.ownerDocument.addEventListener("keyup",this._interceptControlUp,{passive:!0,capture:!0}))}function dI(n){n.key==="Control"&&(this._controlActive=!1,this.domElement.ownerDocument.removeEventListener("keyup",this._interceptControlUp,{passive:!0,capture:!0}))}var pI="uplot",mI="u-hz",gI="u-vt",_I="u-title",vI="u-wrap",xI="u-under",yI="u-over",SI="u-axis",Kl="u-off",bI="u-select",MI="u-cursor-x",EI="u-cursor-y",TI="u-cursor-pt",AI="u-legend",wI="u-live",CI="u-inline",RI="u-series",PI="u-marker",Cy="u-label",II="u-value",Rf="width",Pf="height";var Ry="bottom",jc="left",Z0="right",h_="#000",Py=h_+"0",K0="mousemove",Iy="mousedown",j0="mouseup",Ly="mouseenter",Dy="mouseleave",Ny="dblclick",LI="resize",DI="scroll",Oy="change",Gp="dppxchange",d_="--",ru=typeof window<"u",n_=ru?document:null,Qc=ru?window:null,NI=ru?navigator:null,Mi,Up;function i_(){let n=devicePixelRatio;Mi!=n&&(Mi=n,Up&&s_(Oy,Up,i_),Up=matchMedia(`(min-resolution: ${Mi-.001}dppx) and (max-resolution: ${Mi+.001}dppx)`),jl(Oy,Up,i_),Qc.dispatchEvent(new CustomEvent(Gp)))}function Gs(n,e){if(e!=null){let t=n.classList;!t.contains(e)&&t.add(e)}}function r_(n,e){let t=n.classList;t.contains(e)&&t.remove(e)}function Zi(n,e,t){n.style[e]=t+"px"}function Ca(n,e,t,i){let r=n_.createElement(n);return e!=null&&Gs(r,e),t?.insertBefore(r,i),r}function sa(n,e){return Ca("div",n,e)}var Fy=new WeakMap;function eo(n,e,t,i,r){let s="translate("+e+"px,"+t+"px)",a=Fy.get(n);s!=a&&(n.style.transform=s,Fy.set(n,s),e<0||t<0||e>i||t>r?Gs(n,Kl):r_(n,Kl))}var Uy=new WeakMap;function By(n,e,t){let i=e+t,r=Uy.get(n);i!=r&&(Uy.set(n,i),n.style.background=e,n.style.borderColor=t)}var ky=new WeakMap;function zy(n,e,t,i){let r=e+""+t,s=ky.get(n);r!=s&&(ky.set(n,r),n.style.height=t+"px",n.style.width=e+"px",n.style.marginLeft=i?-e/2+"px":0,n.style.marginTop=i?-t/2+"px":0)}var p_={passive:!0},OI={...p_,capture:!0};function jl(n,e,t,i){e.addEventListener(n,t,i?OI:p_)}function s_(n,e,t,i){e.removeEventListener(n,t,p_)}ru&&i_();function Ra(n,e,t,i){let r;t=t||0,i=i||e.length-1;let s=i<=2147483647;for(;i-t>1;)r=s?t+i>>1:Vs((t+i)/2),e[r]<n?t=r:i=r;return n-e[t]<=e[i]-n?t:i}function pS(n){return(t,i,r)=>{let s=-1,a=-1;for(let o=i;o<=r;o++)if(n(t[o])){s=o;break}for(let o=r;o>=i;o--)if(n(t[o])){a=o;break}return[s,a]}}var mS=n=>n!=null,gS=n=>n!=null&&n>0,Wp=pS(mS),FI=pS(gS);function UI(n,e,t,i=0,r=!1){let s=r?FI:Wp,a=r?gS:mS;[e,t]=s(n,e,t);let o=n[e],c=n[e];if(e>-1)if(i==1)o=n[e],c=n[t];else if(i==-1)o=n[t],c=n[e];else for(let l=e;l<=t;l++){let u=n[l];a(u)&&(u<o?o=u:u>c&&(c=u))}return[o??Bi,c??-Bi]}function Xp(n,e,t,i){let r=Hy(n),s=Hy(e);n==e&&(r==-1?(n*=t,e/=t):(n/=t,e*=t));let a=t==10?Ao:_S,o=r==1?Vs:aa,c=s==1?aa:Vs,l=o(a(Nr(n))),u=c(a(Nr(e))),h=eu(t,l),f=eu(t,u);return t==10&&(l<0&&(h=ki(h,-l)),u<0&&(f=ki(f,-u))),i||t==2?(n=h*r,e=f*s):(n=SS(n,h),e=Yp(e,f)),[n,e]}function m_(n,e,t,i){let r=Xp(n,e,t,i);return n==0&&(r[0]=0),e==0&&(r[1]=0),r}var g_=.1,Gy={mode:3,pad:g_},Lf={pad:0,soft:null,mode:0},BI={min:Lf,max:Lf};function Vp(n,e,t,i){return qp(t)?Vy(n,e,t):(Lf.pad=t,Lf.soft=i?0:null,Lf.mode=i?3:0,Vy(n,e,BI))}function _i(n,e){return n??e}function kI(n,e,t){for(e=_i(e,0),t=_i(t,n.length-1);e<=t;){if(n[e]!=null)return!0;e++}return!1}function Vy(n,e,t){let i=t.min,r=t.max,s=_i(i.pad,0),a=_i(r.pad,0),o=_i(i.hard,-Bi),c=_i(r.hard,Bi),l=_i(i.soft,Bi),u=_i(r.soft,-Bi),h=_i(i.mode,0),f=_i(r.mode,0),p=e-n,v=Ao(p),M=_s(Nr(n),Nr(e)),m=Ao(M),g=Nr(m-v);(p<1e-24||g>10)&&(p=0,(n==0||e==0)&&(p=1e-24,h==2&&l!=Bi&&(s=0),f==2&&u!=-Bi&&(a=0)));let S=p||M||1e3,T=Ao(S),b=eu(10,Vs(T)),D=S*(p==0?n==0?.1:1:s),C=ki(SS(n-D,b/10),24),x=n>=l&&(h==1||h==3&&C<=l||h==2&&C>=l)?l:Bi,A=_s(o,C<x&&n>=x?x:Pa(x,C)),j=S*(p==0?e==0?.1:1:a),W=ki(Yp(e+j,b/10),24),H=e<=u&&(f==1||f==3&&W>=u||f==2&&W<=u)?u:-Bi,te=Pa(c,W>H&&e<=H?H:_s(H,W));return A==te&&A==0&&(te=100),[A,te]}var zI=new Intl.NumberFormat(ru?NI.language:"en-US"),__=n=>zI.format(n),Hs=Math,zp=Hs.PI,Nr=Hs.abs,Vs=Hs.floor,Dr=Hs.round,aa=Hs.ceil,Pa=Hs.min,_s=Hs.max,eu=Hs.pow,Hy=Hs.sign,Ao=Hs.log10,_S=Hs.log2,GI=(n,e=1)=>Hs.sinh(n)*e,J0=(n,e=1)=>Hs.asinh(n/e),Bi=1/0;function Wy(n){return(Ao((n^n>>31)-(n>>31))|0)+1}function a_(n,e,t){return Pa(_s(n,e),t)}function vS(n){return typeof n=="function"}function ci(n){return vS(n)?n:()=>n}var VI=()=>{},xS=n=>n,yS=(n,e)=>e,HI=n=>null,Xy=n=>!0,Yy=(n,e)=>n==e,WI=/\.\d*?(?=9{6,}|0{6,})/gm,Jl=n=>{if(MS(n)||_l.has(n))return n;let e=`${n}`,t=e.match(WI);if(t==null)return n;let i=t[0].length-1;if(e.indexOf("e-")!=-1){let[r,s]=e.split("e");return+`${Jl(r)}e${s}`}return ki(n,i)};function $l(n,e){return Jl(ki(Jl(n/e))*e)}function Yp(n,e){return Jl(aa(Jl(n/e))*e)}function SS(n,e){return Jl(Vs(Jl(n/e))*e)}function ki(n,e=0){if(MS(n))return n;let t=10**e,i=n*t*(1+Number.EPSILON);return Dr(i)/t}var _l=new Map;function bS(n){return((""+n).split(".")[1]||"").length}function Nf(n,e,t,i){let r=[],s=i.map(bS);for(let a=e;a<t;a++){let o=Nr(a),c=ki(eu(n,a),o);for(let l=0;l<i.length;l++){let u=n==10?+`${i[l]}e${a}`:i[l]*c,h=(a>=0?0:o)+(a>=s[l]?0:s[l]),f=n==10?u:ki(u,h);r.push(f),_l.set(f,h)}}return r}var Df={},v_=[],tu=[null,null],gl=Array.isArray,MS=Number.isInteger,XI=n=>n===void 0;function qy(n){return typeof n=="string"}function qp(n){let e=!1;if(n!=null){let t=n.constructor;e=t==null||t==Object}return e}function YI(n){return n!=null&&typeof n=="object"}var qI=Object.getPrototypeOf(Uint8Array),ES="__proto__";function nu(n,e=qp){let t;if(gl(n)){let i=n.find(r=>r!=null);if(gl(i)||e(i)){t=Array(n.length);for(let r=0;r<n.length;r++)t[r]=nu(n[r],e)}else t=n.slice()}else if(n instanceof qI)t=n.slice();else if(e(n)){t={};for(let i in n)i!=ES&&(t[i]=nu(n[i],e))}else t=n;return t}function Sr(n){let e=arguments;for(let t=1;t<e.length;t++){let i=e[t];for(let r in i)r!=ES&&(qp(n[r])?Sr(n[r],nu(i[r])):n[r]=nu(i[r]))}return n}var $I=0,ZI=1,KI=2;function jI(n,e,t){for(let i=0,r,s=-1;i<e.length;i++){let a=e[i];if(a>s){for(r=a-1;r>=0&&n[r]==null;)n[r--]=null;for(r=a+1;r<t&&n[r]==null;)n[s=r++]=null}}}function JI(n,e){if(tL(n)){let a=n[0].slice();for(let o=1;o<n.length;o++)a.push(...n[o].slice(1));return nL(a[0])||(a=eL(a)),a}let t=new Set;for(let a=0;a<n.length;a++){let c=n[a][0],l=c.length;for(let u=0;u<l;u++)t.add(c[u])}let i=[Array.from(t).sort((a,o)=>a-o)],r=i[0].length,s=new Map;for(let a=0;a<r;a++)s.set(i[0][a],a);for(let a=0;a<n.length;a++){let o=n[a],c=o[0];for(let l=1;l<o.length;l++){let u=o[l],h=Array(r).fill(void 0),f=e?e[a][l]:ZI,p=[];for(let v=0;v<u.length;v++){let M=u[v],m=s.get(c[v]);M===null?f!=$I&&(h[m]=M,f==KI&&p.push(m)):h[m]=M}jI(h,p,r),i.push(h)}}return i}var QI=typeof queueMicrotask>"u"?n=>Promise.resolve().then(n):queueMicrotask;function eL(n){let e=n[0],t=e.length,i=Array(t);for(let s=0;s<i.length;s++)i[s]=s;i.sort((s,a)=>e[s]-e[a]);let r=[];for(let s=0;s<n.length;s++){let a=n[s],o=Array(t);for(let c=0;c<t;c++)o[c]=a[i[c]];r.push(o)}return r}function tL(n){let e=n[0][0],t=e.length;for(let i=1;i<n.length;i++){let r=n[i][0];if(r.length!=t)return!1;if(r!=e){for(let s=0;s<t;s++)if(r[s]!=e[s])return!1}}return!0}function nL(n,e=100){let t=n.length;if(t<=1)return!0;let i=0,r=t-1;for(;i<=r&&n[i]==null;)i++;for(;r>=i&&n[r]==null;)r--;if(r<=i)return!0;let s=_s(1,Vs((r-i+1)/e));for(let a=n[i],o=i+s;o<=r;o+=s){let c=n[o];if(c!=null){if(c<=a)return!1;a=c}}return!0}var TS=["January","February","March","April","May","June","July","August","September","October","November","December"],AS=["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"];function wS(n){return n.slice(0,3)}var iL=AS.map(wS),rL=TS.map(wS),sL={MMMM:TS,MMM:rL,WWWW:AS,WWW:iL};function Cf(n){return(n<10?"0":"")+n}function aL(n){return(n<10?"00":n<100?"0":"")+n}var oL={YYYY:n=>n.getFullYear(),YY:n=>(n.getFullYear()+"").slice(2),MMMM:(n,e)=>e.MMMM[n.getMonth()],MMM:(n,e)=>e.MMM[n.getMonth()],MM:n=>Cf(n.getMonth()+1),M:n=>n.getMonth()+1,DD:n=>Cf(n.getDate()),D:n=>n.getDate(),WWWW:(n,e)=>e.WWWW[n.getDay()],WWW:(n,e)=>e.WWW[n.getDay()],HH:n=>Cf(n.getHours()),H:n=>n.getHours(),h:n=>{let e=n.getHours();return e==0?12:e>12?e-12:e},AA:n=>n.getHours()>=12?"PM":"AM",aa:n=>n.getHours()>=12?"pm":"am",a:n=>n.getHours()>=12?"p":"a",mm:n=>Cf(n.getMinutes()),m:n=>n.getMinutes(),ss:n=>Cf(n.getSeconds()),s:n=>n.getSeconds(),fff:n=>aL(n.getMilliseconds())};function x_(n,e){e=e||sL;let t=[],i=/\{([a-z]+)\}|[^{]+/gi,r;for(;r=i.exec(n);)t.push(r[0][0]=="{"?oL[r[1]]:r[0]);return s=>{let a="";for(let o=0;o<t.length;o++)a+=typeof t[o]=="string"?t[o]:t[o](s,e);return a}}var lL=new Intl.DateTimeFormat().resolvedOptions().timeZone;function cL(n,e){let t;return e=="UTC"||e=="Etc/UTC"?t=new Date(+n+n.getTimezoneOffset()*6e4):e==lL?t=n:(t=new Date(n.toLocaleString("en-US",{timeZone:e})),t.setMilliseconds(n.getMilliseconds())),t}var CS=n=>n%1==0,Hp=[1,2,2.5,5],uL=Nf(10,-32,0,Hp),RS=Nf(10,0,32,Hp),fL=RS.filter(CS),Zl=uL.concat(RS),y_=`
`,PS="{YYYY}",$y=y_+PS,IS="{M}/{D}",If=y_+IS,Bp=If+"/{YY}",LS="{aa}",hL="{h}:{mm}",Jc=hL+LS,Zy=y_+Jc,Ky=":{ss}",wi=null;function DS(n){let e=n*1e3,t=e*60,i=t*60,r=i*24,s=r*30,a=r*365,c=(n==1?Nf(10,0,3,Hp).filter(CS):Nf(10,-3,0,Hp)).concat([e,e*5,e*10,e*15,e*30,t,t*5,t*10,t*15,t*30,i,i*2,i*3,i*4,i*6,i*8,i*12,r,r*2,r*3,r*4,r*5,r*6,r*7,r*8,r*9,r*10,r*15,s,s*2,s*3,s*4,s*6,a,a*2,a*5,a*10,a*25,a*50,a*100]),l=[[a,PS,wi,wi,wi,wi,wi,wi,1],[r*28,"{MMM}",$y,wi,wi,wi,wi,wi,1],[r,IS,$y,wi,wi,wi,wi,wi,1],[i,"{h}"+LS,Bp,wi,If,wi,wi,wi,1],[t,Jc,Bp,wi,If,wi,wi,wi,1],[e,Ky,Bp+" "+Jc,wi,If+" "+Jc,wi,Zy,wi,1],[n,Ky+".{fff}",Bp+" "+Jc,wi,If+" "+Jc,wi,Zy,wi,1]];function u(h){return(f,p,v,M,m,g)=>{let S=[],T=m>=a,b=m>=s&&m<a,D=h(v),C=ki(D*n,3),x=Q0(D.getFullYear(),T?0:D.getMonth(),b||T?1:D.getDate()),A=ki(x*n,3);if(b||T){let j=b?m/s:0,W=T?m/a:0,H=C==A?C:ki(Q0(x.getFullYear()+W,x.getMonth()+j,1)*n,3),te=new Date(Dr(H/n)),ee=te.getFullYear(),k=te.getMonth();for(let ie=0;H<=M;ie++){let pe=Q0(ee+W*ie,k+j*ie,1),$=pe-h(ki(pe*n,3));H=ki((+pe+$)*n,3),H<=M&&S.push(H)}}else{let j=m>=r?r:m,W=Vs(v)-Vs(C),H=A+W+Yp(C-A,j);S.push(H);let te=h(H),ee=te.getHours()+te.getMinutes()/t+te.getSeconds()/i,k=m/i,ie=f.axes[p]._space,pe=g/ie;for(;H=ki(H+m,n==1?0:3),!(H>M);)if(k>1){let $=Vs(ki(ee+k,6))%24,Se=h(H).getHours()-$;Se>1&&(Se=-1),H-=Se*i,ee=(ee+k)%24;let re=S[S.length-1];ki((H-re)/m,3)*pe>=.7&&S.push(H)}else S.push(H)}return S}}return[c,l,u]}var[dL,pL,mL]=DS(1),[gL,_L,vL]=DS(.001);Nf(2,-53,53,[1]);function jy(n,e){return n.map(t=>t.map((i,r)=>r==0||r==8||i==null?i:e(r==1||t[8]==0?i:t[1]+i)))}function Jy(n,e){return(t,i,r,s,a)=>{let o=e.find(v=>a>=v[0])||e[e.length-1],c,l,u,h,f,p;return i.map(v=>{let M=n(v),m=M.getFullYear(),g=M.getMonth(),S=M.getDate(),T=M.getHours(),b=M.getMinutes(),D=M.getSeconds(),C=m!=c&&o[2]||g!=l&&o[3]||S!=u&&o[4]||T!=h&&o[5]||b!=f&&o[6]||D!=p&&o[7]||o[1];return c=m,l=g,u=S,h=T,f=b,p=D,C(M)})}}function xL(n,e){let t=x_(e);return(i,r,s,a,o)=>r.map(c=>t(n(c)))}function Q0(n,e,t){return new Date(n,e,t)}function Qy(n,e){return e(n)}var yL="{YYYY}-{MM}-{DD} {h}:{mm}{aa}";function eS(n,e){return(t,i,r,s)=>s==null?d_:e(n(i))}function SL(n,e){let t=n.series[e];return t.width?t.stroke(n,e):t.points.width?t.points.stroke(n,e):null}function bL(n,e){return n.series[e].fill(n,e)}var ML={show:!0,live:!0,isolate:!1,mount:VI,markers:{show:!0,width:2,stroke:SL,fill:bL,dash:"solid"},idx:null,idxs:null,values:[]};function EL(n,e){let t=n.cursor.points,i=sa(),r=t.size(n,e);Zi(i,Rf,r),Zi(i,Pf,r);let s=r/-2;Zi(i,"marginLeft",s),Zi(i,"marginTop",s);let a=t.width(n,e,r);return a&&Zi(i,"borderWidth",a),i}function TL(n,e){let t=n.series[e].points;return t._fill||t._stroke}function AL(n,e){let t=n.series[e].points;return t._stroke||t._fill}function wL(n,e){return n.series[e].points.size}var e_=[0,0];function CL(n,e,t){return e_[0]=e,e_[1]=t,e_}function kp(n,e,t,i=!0){return r=>{r.button==0&&(!i||r.target==e)&&t(r)}}function t_(n,e,t,i=!0){return r=>{(!i||r.target==e)&&t(r)}}var RL={show:!0,x:!0,y:!0,lock:!1,move:CL,points:{one:!1,show:EL,size:wL,width:0,stroke:AL,fill:TL},bind:{mousedown:kp,mouseup:kp,click:kp,dblclick:kp,mousemove:t_,mouseleave:t_,mouseenter:t_},drag:{setScale:!0,x:!0,y:!1,dist:0,uni:null,click:(n,e)=>{e.stopPropagation(),e.stopImmediatePropagation()},_x:!1,_y:!1},focus:{dist:(n,e,t,i,r)=>i-r,prox:-1,bias:0},hover:{skip:[void 0],prox:null,bias:0},left:-10,top:-10,idx:null,dataIdx:null,idxs:null,event:null},NS={show:!0,stroke:"rgba(0,0,0,0.07)",width:2},S_=Sr({},NS,{filter:yS}),OS=Sr({},S_,{size:10}),FS=Sr({},NS,{show:!1}),b_='12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"',US="bold "+b_,BS=1.5,tS={show:!0,scale:"x",stroke:h_,space:50,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:US,side:2,grid:S_,ticks:OS,border:FS,font:b_,lineGap:BS,rotate:0},PL="Value",IL="Time",nS={show:!0,scale:"x",auto:!1,sorted:1,min:Bi,max:-Bi,idxs:[]};function LL(n,e,t,i,r){return e.map(s=>s==null?"":__(s))}function DL(n,e,t,i,r,s,a){let o=[],c=_l.get(r)||0;t=a?t:ki(Yp(t,r),c);for(let l=t;l<=i;l=ki(l+r,c))o.push(Object.is(l,-0)?0:l);return o}function o_(n,e,t,i,r,s,a){let o=[],c=n.scales[n.axes[e].scale].log,l=c==10?Ao:_S,u=Vs(l(t));r=eu(c,u),c==10&&(r=Zl[Ra(r,Zl)]);let h=t,f=r*c;c==10&&(f=Zl[Ra(f,Zl)]);do o.push(h),h=h+r,c==10&&!_l.has(h)&&(h=ki(h,_l.get(r))),h>=f&&(r=h,f=r*c,c==10&&(f=Zl[Ra(f,Zl)]));while(h<=i);return o}function NL(n,e,t,i,r,s,a){let c=n.scales[n.axes[e].scale].asinh,l=i>c?o_(n,e,_s(c,t),i,r):[c],u=i>=0&&t<=0?[0]:[];return(t<-c?o_(n,e,_s(c,-i),-t,r):[c]).reverse().map(f=>-f).concat(u,l)}var kS=/./,OL=/[12357]/,FL=/[125]/,iS=/1/,l_=(n,e,t,i)=>n.map((r,s)=>e==4&&r==0||s%i==0&&t.test(r.toExponential()[r<0?1:0])?r:null);function UL(n,e,t,i,r){let s=n.axes[t],a=s.scale,o=n.scales[a],c=n.valToPos,l=s._space,u=c(10,a),h=c(9,a)-u>=l?kS:c(7,a)-u>=l?OL:c(5,a)-u>=l?FL:iS;if(h==iS){let f=Nr(c(1,a)-u);if(f<l)return l_(e.slice().reverse(),o.distr,h,aa(l/f)).reverse()}return l_(e,o.distr,h,1)}function BL(n,e,t,i,r){let s=n.axes[t],a=s.scale,o=s._space,c=n.valToPos,l=Nr(c(1,a)-c(2,a));return l<o?l_(e.slice().reverse(),3,kS,aa(o/l)).reverse():e}function kL(n,e,t,i){return i==null?d_:e==null?"":__(e)}var rS={show:!0,scale:"y",stroke:h_,space:30,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:US,side:3,grid:S_,ticks:OS,border:FS,font:b_,lineGap:BS,rotate:0};function zL(n,e){let t=3+(n||1)*2;return ki(t*e,3)}function GL(n,e){let{scale:t,idxs:i}=n.series[0],r=n._data[0],s=n.valToPos(r[i[0]],t,!0),a=n.valToPos(r[i[1]],t,!0),o=Nr(a-s),c=n.series[e],l=o/(c.points.space*Mi);return i[1]-i[0]<=l}var sS={scale:null,auto:!0,sorted:0,min:Bi,max:-Bi},zS=(n,e,t,i,r)=>r,aS={show:!0,auto:!0,sorted:0,gaps:zS,alpha:1,facets:[Sr({},sS,{scale:"x"}),Sr({},sS,{scale:"y"})]},oS={scale:"y",auto:!0,sorted:0,show:!0,spanGaps:!1,gaps:zS,alpha:1,points:{show:GL,filter:null},values:null,min:Bi,max:-Bi,idxs:[],path:null,clip:null};function VL(n,e,t,i,r){return t/10}var GS={time:!0,auto:!0,distr:1,log:10,asinh:1,min:null,max:null,dir:1,ori:0},HL=Sr({},GS,{time:!1,ori:1}),lS={};function VS(n,e){let t=lS[n];return t||(t={key:n,plots:[],sub(i){t.plots.push(i)},unsub(i){t.plots=t.plots.filter(r=>r!=i)},pub(i,r,s,a,o,c,l){for(let u=0;u<t.plots.length;u++)t.plots[u]!=r&&t.plots[u].pub(i,r,s,a,o,c,l)}},n!=null&&(lS[n]=t)),t}var iu=1,c_=2;function Ql(n,e,t){let i=n.mode,r=n.series[e],s=i==2?n._data[e]:n._data,a=n.scales,o=n.bbox,c=s[0],l=i==2?s[1]:s[e],u=i==2?a[r.facets[0].scale]:a[n.series[0].scale],h=i==2?a[r.facets[1].scale]:a[r.scale],f=o.left,p=o.top,v=o.width,M=o.height,m=n.valToPosH,g=n.valToPosV;return u.ori==0?t(r,c,l,u,h,m,g,f,p,v,M,Zp,su,jp,WS,YS):t(r,c,l,u,h,g,m,p,f,M,v,Kp,au,T_,XS,qS)}function M_(n,e){let t=0,i=0,r=_i(n.bands,v_);for(let s=0;s<r.length;s++){let a=r[s];a.series[0]==e?t=a.dir:a.series[1]==e&&(a.dir==1?i|=1:i|=2)}return[t,i==1?-1:i==2?1:i==3?2:0]}function WL(n,e,t,i,r){let s=n.mode,a=n.series[e],o=s==2?a.facets[1].scale:a.scale,c=n.scales[o];return r==-1?c.min:r==1?c.max:c.distr==3?c.dir==1?c.min:c.max:0}function wo(n,e,t,i,r,s){return Ql(n,e,(a,o,c,l,u,h,f,p,v,M,m)=>{let g=a.pxRound,S=l.dir*(l.ori==0?1:-1),T=l.ori==0?su:au,b,D;S==1?(b=t,D=i):(b=i,D=t);let C=g(h(o[b],l,M,p)),x=g(f(c[b],u,m,v)),A=g(h(o[D],l,M,p)),j=g(f(s==1?u.max:u.min,u,m,v)),W=new Path2D(r);return T(W,A,j),T(W,C,j),T(W,C,x),W})}function $p(n,e,t,i,r,s){let a=null;if(n.length>0){a=new Path2D;let o=e==0?jp:T_,c=t;for(let h=0;h<n.length;h++){let f=n[h];if(f[1]>f[0]){let p=f[0]-c;p>0&&o(a,c,i,p,i+s),c=f[1]}}let l=t+r-c,u=10;l>0&&o(a,c,i-u/2,l,i+s+u)}return a}function XL(n,e,t){let i=n[n.length-1];i&&i[0]==e?i[1]=t:n.push([e,t])}function E_(n,e,t,i,r,s,a){let o=[],c=n.length;for(let l=r==1?t:i;l>=t&&l<=i;l+=r)if(e[l]===null){let h=l,f=l;if(r==1)for(;++l<=i&&e[l]===null;)f=l;else for(;--l>=t&&e[l]===null;)f=l;let p=s(n[h]),v=f==h?p:s(n[f]),M=h-r;p=a<=0&&M>=0&&M<c?s(n[M]):p;let g=f+r;v=a>=0&&g>=0&&g<c?s(n[g]):v,v>=p&&o.push([p,v])}return o}function cS(n){return n==0?xS:n==1?Dr:e=>$l(e,n)}function HS(n){let e=n==0?Zp:Kp,t=n==0?(r,s,a,o,c,l)=>{r.arcTo(s,a,o,c,l)}:(r,s,a,o,c,l)=>{r.arcTo(a,s,c,o,l)},i=n==0?(r,s,a,o,c)=>{r.rect(s,a,o,c)}:(r,s,a,o,c)=>{r.rect(a,s,c,o)};return(r,s,a,o,c,l=0,u=0)=>{l==0&&u==0?i(r,s,a,o,c):(l=Pa(l,o/2,c/2),u=Pa(u,o/2,c/2),e(r,s+l,a),t(r,s+o,a,s+o,a+c,l),t(r,s+o,a+c,s,a+c,u),t(r,s,a+c,s,a,u),t(r,s,a,s+o,a,l),r.closePath())}}var Zp=(n,e,t)=>{n.moveTo(e,t)},Kp=(n,e,t)=>{n.moveTo(t,e)},su=(n,e,t)=>{n.lineTo(e,t)},au=(n,e,t)=>{n.lineTo(t,e)},jp=HS(0),T_=HS(1),WS=(n,e,t,i,r,s)=>{n.arc(e,t,i,r,s)},XS=(n,e,t,i,r,s)=>{n.arc(t,e,i,r,s)},YS=(n,e,t,i,r,s,a)=>{n.bezierCurveTo(e,t,i,r,s,a)},qS=(n,e,t,i,r,s,a)=>{n.bezierCurveTo(t,e,r,i,a,s)};function $S(n){return(e,t,i,r,s)=>Ql(e,t,(a,o,c,l,u,h,f,p,v,M,m)=>{let{pxRound:g,points:S}=a,T,b;l.ori==0?(T=Zp,b=WS):(T=Kp,b=XS);let D=ki(S.width*Mi,3),C=(S.size-S.width)/2*Mi,x=ki(C*2,3),A=new Path2D,j=new Path2D,{left:W,top:H,width:te,height:ee}=e.bbox;jp(j,W-x,H-x,te+x*2,ee+x*2);let k=ie=>{if(c[ie]!=null){let pe=g(h(o[ie],l,M,p)),$=g(f(c[ie],u,m,v));T(A,pe+C,$),b(A,pe,$,C,0,zp*2)}};if(s)s.forEach(k);else for(let ie=i;ie<=r;ie++)k(ie);return{stroke:D>0?A:null,fill:A,clip:j,flags:iu|c_}})}function ZS(n){return(e,t,i,r,s,a)=>{i!=r&&(s!=i&&a!=i&&n(e,t,i),s!=r&&a!=r&&n(e,t,r),n(e,t,a))}}var YL=ZS(su),qL=ZS(au);function KS(n){let e=_i(n?.alignGaps,0);return(t,i,r,s)=>Ql(t,i,(a,o,c,l,u,h,f,p,v,M,m)=>{[r,s]=Wp(c,r,s);let g=a.pxRound,S=ee=>g(h(ee,l,M,p)),T=ee=>g(f(ee,u,m,v)),b,D;l.ori==0?(b=su,D=YL):(b=au,D=qL);let C=l.dir*(l.ori==0?1:-1),x={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:iu},A=x.stroke,j=!1;if(s-r>=M*4){let ee=Be=>t.posToVal(Be,l.key,!0),k=null,ie=null,pe,$,Oe,he=S(o[C==1?r:s]),Se=S(o[r]),re=S(o[s]),De=ee(C==1?Se+1:re-1);for(let Be=C==1?r:s;Be>=r&&Be<=s;Be+=C){let ye=o[Be],rt=(C==1?ye<De:ye>De)?he:S(ye),bt=c[Be];rt==he?bt!=null?($=bt,k==null?(b(A,rt,T($)),pe=k=ie=$):$<k?k=$:$>ie&&(ie=$)):bt===null&&(j=!0):(k!=null&&D(A,he,T(k),T(ie),T(pe),T($)),bt!=null?($=bt,b(A,rt,T($)),k=ie=pe=$):(k=ie=null,bt===null&&(j=!0)),he=rt,De=ee(he+C))}k!=null&&k!=ie&&Oe!=he&&D(A,he,T(k),T(ie),T(pe),T($))}else for(let ee=C==1?r:s;ee>=r&&ee<=s;ee+=C){let k=c[ee];k===null?j=!0:k!=null&&b(A,S(o[ee]),T(k))}let[H,te]=M_(t,i);if(a.fill!=null||H!=0){let ee=x.fill=new Path2D(A),k=a.fillTo(t,i,a.min,a.max,H),ie=T(k),pe=S(o[r]),$=S(o[s]);C==-1&&([$,pe]=[pe,$]),b(ee,$,ie),b(ee,pe,ie)}if(!a.spanGaps){let ee=[];j&&ee.push(...E_(o,c,r,s,C,S,e)),x.gaps=ee=a.gaps(t,i,r,s,ee),x.clip=$p(ee,l.ori,p,v,M,m)}return te!=0&&(x.band=te==2?[wo(t,i,r,s,A,-1),wo(t,i,r,s,A,1)]:wo(t,i,r,s,A,te)),x})}function $L(n){let e=_i(n.align,1),t=_i(n.ascDesc,!1),i=_i(n.alignGaps,0),r=_i(n.extend,!1);return(s,a,o,c)=>Ql(s,a,(l,u,h,f,p,v,M,m,g,S,T)=>{[o,c]=Wp(h,o,c);let b=l.pxRound,{left:D,width:C}=s.bbox,x=Se=>b(v(Se,f,S,m)),A=Se=>b(M(Se,p,T,g)),j=f.ori==0?su:au,W={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:iu},H=W.stroke,te=f.dir*(f.ori==0?1:-1),ee=A(h[te==1?o:c]),k=x(u[te==1?o:c]),ie=k,pe=k;r&&e==-1&&(pe=D,j(H,pe,ee)),j(H,k,ee);for(let Se=te==1?o:c;Se>=o&&Se<=c;Se+=te){let re=h[Se];if(re==null)continue;let De=x(u[Se]),Be=A(re);e==1?j(H,De,ee):j(H,ie,Be),j(H,De,Be),ee=Be,ie=De}let $=ie;r&&e==1&&($=D+C,j(H,$,ee));let[Oe,he]=M_(s,a);if(l.fill!=null||Oe!=0){let Se=W.fill=new Path2D(H),re=l.fillTo(s,a,l.min,l.max,Oe),De=A(re);j(Se,$,De),j(Se,pe,De)}if(!l.spanGaps){let Se=[];Se.push(...E_(u,h,o,c,te,x,i));let re=l.width*Mi/2,De=t||e==1?re:-re,Be=t||e==-1?-re:re;Se.forEach(ye=>{ye[0]+=De,ye[1]+=Be}),W.gaps=Se=l.gaps(s,a,o,c,Se),W.clip=$p(Se,f.ori,m,g,S,T)}return he!=0&&(W.band=he==2?[wo(s,a,o,c,H,-1),wo(s,a,o,c,H,1)]:wo(s,a,o,c,H,he)),W})}function uS(n,e,t,i,r,s,a=Bi){if(n.length>1){let o=null;for(let c=0,l=1/0;c<n.length;c++)if(e[c]!==void 0){if(o!=null){let u=Nr(n[c]-n[o]);u<l&&(l=u,a=Nr(t(n[c],i,r,s)-t(n[o],i,r,s)))}o=c}}return a}function ZL(n){n=n||Df;let e=_i(n.size,[.6,Bi,1]),t=n.align||0,i=n.gap||0,r=n.radius;r=r==null?[0,0]:typeof r=="number"?[r,0]:r;let s=ci(r),a=1-e[0],o=_i(e[1],Bi),c=_i(e[2],1),l=_i(n.disp,Df),u=_i(n.each,p=>{}),{fill:h,stroke:f}=l;return(p,v,M,m)=>Ql(p,v,(g,S,T,b,D,C,x,A,j,W,H)=>{let te=g.pxRound,ee=t,k=i*Mi,ie=o*Mi,pe=c*Mi,$,Oe;b.ori==0?[$,Oe]=s(p,v):[Oe,$]=s(p,v);let he=b.dir*(b.ori==0?1:-1),Se=b.ori==0?jp:T_,re=b.ori==0?u:(yt,rn,Mn,nt,St,Bt,ln)=>{u(yt,rn,Mn,St,nt,ln,Bt)},De=_i(p.bands,v_).find(yt=>yt.series[0]==v),Be=De!=null?De.dir:0,ye=g.fillTo(p,v,g.min,g.max,Be),We=te(x(ye,D,H,j)),rt,bt,et,nn=W,pn=te(g.width*Mi),Qt=!1,Rn=null,ht=null,Ft=null,hn=null;h!=null&&(pn==0||f!=null)&&(Qt=!0,Rn=h.values(p,v,M,m),ht=new Map,new Set(Rn).forEach(yt=>{yt!=null&&ht.set(yt,new Path2D)}),pn>0&&(Ft=f.values(p,v,M,m),hn=new Map,new Set(Ft).forEach(yt=>{yt!=null&&hn.set(yt,new Path2D)})));let{x0:en,size:gn}=l;if(en!=null&&gn!=null){ee=1,S=en.values(p,v,M,m),en.unit==2&&(S=S.map(Mn=>p.posToVal(A+Mn*W,b.key,!0)));let yt=gn.values(p,v,M,m);gn.unit==2?bt=yt[0]*W:bt=C(yt[0],b,W,A)-C(0,b,W,A),nn=uS(S,T,C,b,W,A,nn),et=nn-bt+k}else nn=uS(S,T,C,b,W,A,nn),et=nn*a+k,bt=nn-et;et<1&&(et=0),pn>=bt/2&&(pn=0),et<5&&(te=xS);let _n=et>0,vi=nn-et-(_n?pn:0);bt=te(a_(vi,pe,ie)),rt=(ee==0?bt/2:ee==he?0:bt)-ee*he*((ee==0?k/2:0)+(_n?pn/2:0));let kn={stroke:null,fill:null,clip:null,band:null,gaps:null,flags:0},I=Qt?null:new Path2D,ti=null;if(De!=null)ti=p.data[De.series[1]];else{let{y0:yt,y1:rn}=l;yt!=null&&rn!=null&&(T=rn.values(p,v,M,m),ti=yt.values(p,v,M,m))}let ui=$*bt,K=Oe*bt;for(let yt=he==1?M:m;yt>=M&&yt<=m;yt+=he){let rn=T[yt];if(rn==null)continue;if(ti!=null){let oe=ti[yt]??0;if(rn-oe==0)continue;We=x(oe,D,H,j)}let Mn=b.distr!=2||l!=null?S[yt]:yt,nt=C(Mn,b,W,A),St=x(_i(rn,ye),D,H,j),Bt=te(nt-rt),ln=te(_s(St,We)),F=te(Pa(St,We)),E=ln-F;if(rn!=null){let oe=rn<0?K:ui,Ze=rn<0?ui:K;Qt?(pn>0&&Ft[yt]!=null&&Se(hn.get(Ft[yt]),Bt,F+Vs(pn/2),bt,_s(0,E-pn),oe,Ze),Rn[yt]!=null&&Se(ht.get(Rn[yt]),Bt,F+Vs(pn/2),bt,_s(0,E-pn),oe,Ze)):Se(I,Bt,F+Vs(pn/2),bt,_s(0,E-pn),oe,Ze),re(p,v,yt,Bt-pn/2,F,bt+pn,E)}}return pn>0?kn.stroke=Qt?hn:I:Qt||(kn._fill=g.width==0?g._fill:g._stroke??g._fill,kn.width=0),kn.fill=Qt?ht:I,kn})}function KL(n,e){let t=_i(e?.alignGaps,0);return(i,r,s,a)=>Ql(i,r,(o,c,l,u,h,f,p,v,M,m,g)=>{[s,a]=Wp(l,s,a);let S=o.pxRound,T=$=>S(f($,u,m,v)),b=$=>S(p($,h,g,M)),D,C,x;u.ori==0?(D=Zp,x=su,C=YS):(D=Kp,x=au,C=qS);let A=u.dir*(u.ori==0?1:-1),j=T(c[A==1?s:a]),W=j,H=[],te=[];for(let $=A==1?s:a;$>=s&&$<=a;$+=A)if(l[$]!=null){let he=c[$],Se=T(he);H.push(W=Se),te.push(b(l[$]))}let ee={stroke:n(H,te,D,x,C,S),fill:null,clip:null,band:null,gaps:null,flags:iu},k=ee.stroke,[ie,pe]=M_(i,r);if(o.fill!=null||ie!=0){let $=ee.fill=new Path2D(k),Oe=o.fillTo(i,r,o.min,o.max,ie),he=b(Oe);x($,W,he),x($,j,he)}if(!o.spanGaps){let $=[];$.push(...E_(c,l,s,a,A,T,t)),ee.gaps=$=o.gaps(i,r,s,a,$),ee.clip=$p($,u.ori,v,M,m,g)}return pe!=0&&(ee.band=pe==2?[wo(i,r,s,a,k,-1),wo(i,r,s,a,k,1)]:wo(i,r,s,a,k,pe)),ee})}function jL(n){return KL(JL,n)}function JL(n,e,t,i,r,s){let a=n.length;if(a<2)return null;let o=new Path2D;if(t(o,n[0],e[0]),a==2)i(o,n[1],e[1]);else{let c=Array(a),l=Array(a-1),u=Array(a-1),h=Array(a-1);for(let f=0;f<a-1;f++)u[f]=e[f+1]-e[f],h[f]=n[f+1]-n[f],l[f]=u[f]/h[f];c[0]=l[0];for(let f=1;f<a-1;f++)l[f]===0||l[f-1]===0||l[f-1]>0!=l[f]>0?c[f]=0:(c[f]=3*(h[f-1]+h[f])/((2*h[f]+h[f-1])/l[f-1]+(h[f]+2*h[f-1])/l[f]),isFinite(c[f])||(c[f]=0));c[a-1]=l[a-2];for(let f=0;f<a-1;f++)r(o,n[f]+h[f]/3,e[f]+c[f]*h[f]/3,n[f+1]-h[f]/3,e[f+1]-c[f+1]*h[f]/3,n[f+1],e[f+1])}return o}var u_=new Set;function fS(){for(let n of u_)n.syncRect(!0)}ru&&(jl(LI,Qc,fS),jl(DI,Qc,fS,!0),jl(Gp,Qc,()=>{os.pxRatio=Mi}));var QL=KS(),eD=$S();function hS(n,e,t,i){return(i?[n[0],n[1]].concat(n.slice(2)):[n[0]].concat(n.slice(1))).map((s,a)=>f_(s,a,e,t))}function tD(n,e){return n.map((t,i)=>i==0?{}:Sr({},e,t))}function f_(n,e,t,i){return Sr({},e==0?t:i,n)}function jS(n,e,t){return e==null?tu:[e,t]}var nD=jS;function iD(n,e,t){return e==null?tu:Vp(e,t,g_,!0)}function JS(n,e,t,i){return e==null?tu:Xp(e,t,n.scales[i].log,!1)}var rD=JS;function QS(n,e,t,i){return e==null?tu:m_(e,t,n.scales[i].log,!1)}var sD=QS;function aD(n,e,t,i,r){let s=_s(Wy(n),Wy(e)),a=e-n,o=Ra(r/i*a,t);do{let c=t[o],l=i*c/a;if(l>=r&&s+(c<5?_l.get(c):0)<=17)return[c,l]}while(++o<t.length);return[0,0]}function dS(n){let e,t;return n=n.replace(/(\d+)px/,(i,r)=>(e=Dr((t=+r)*Mi))+"px"),[n,e,t]}function oD(n){n.show&&[n.font,n.labelFont].forEach(e=>{let t=ki(e[2]*Mi,1);e[0]=e[0].replace(/[0-9.]+px/,t+"px"),e[1]=t})}function os(n,e,t){let i={mode:_i(n.mode,1)},r=i.mode;function s(y,w,G,X){let ae=w.valToPct(y);return X+G*(w.dir==-1?1-ae:ae)}function a(y,w,G,X){let ae=w.valToPct(y);return X+G*(w.dir==-1?ae:1-ae)}function o(y,w,G,X){return w.ori==0?s(y,w,G,X):a(y,w,G,X)}i.valToPosH=s,i.valToPosV=a;let c=!1;i.status=0;let l=i.root=sa(pI);if(n.id!=null&&(l.id=n.id),Gs(l,n.class),n.title){let y=sa(_I,l);y.textContent=n.title}let u=Ca("canvas"),h=i.ctx=u.getContext("2d"),f=sa(vI,l);jl("click",f,y=>{y.target===v&&(pi!=Xs||yi!=Er)&&Ki.click(i,y)},!0);let p=i.under=sa(xI,f);f.appendChild(u);let v=i.over=sa(yI,f);n=nu(n);let M=+_i(n.pxAlign,1),m=cS(M);(n.plugins||[]).forEach(y=>{y.opts&&(n=y.opts(i,n)||n)});let g=n.ms||.001,S=i.series=r==1?hS(n.series||[],nS,oS,!1):tD(n.series||[null],aS),T=i.axes=hS(n.axes||[],tS,rS,!0),b=i.scales={},D=i.bands=n.bands||[];D.forEach(y=>{y.fill=ci(y.fill||null),y.dir=_i(y.dir,-1)});let C=r==2?S[1].facets[0].scale:S[0].scale,x={axes:Hr,series:zn},A=(n.drawOrder||["axes","series"]).map(y=>x[y]);function j(y){let w=y.distr==3?G=>Ao(G>0?G:y.clamp(i,G,y.min,y.max,y.key)):y.distr==4?G=>J0(G,y.asinh):y.distr==100?G=>y.fwd(G):G=>G;return G=>{let X=w(G),{_min:ae,_max:Ae}=y,Ke=Ae-ae;return(X-ae)/Ke}}function W(y){let w=b[y];if(w==null){let G=(n.scales||Df)[y]||Df;if(G.from!=null){W(G.from);let X=Sr({},b[G.from],G,{key:y});X.valToPct=j(X),b[y]=X}else{w=b[y]=Sr({},y==C?GS:HL,G),w.key=y;let X=w.time,ae=w.range,Ae=gl(ae);if((y!=C||r==2&&!X)&&(Ae&&(ae[0]==null||ae[1]==null)&&(ae={min:ae[0]==null?Gy:{mode:1,hard:ae[0],soft:ae[0]},max:ae[1]==null?Gy:{mode:1,hard:ae[1],soft:ae[1]}},Ae=!1),!Ae&&qp(ae))){let Ke=ae;ae=(mt,wt,Kt)=>wt==null?tu:Vp(wt,Kt,Ke)}w.range=ci(ae||(X?nD:y==C?w.distr==3?rD:w.distr==4?sD:jS:w.distr==3?JS:w.distr==4?QS:iD)),w.auto=ci(Ae?!1:w.auto),w.clamp=ci(w.clamp||VL),w._min=w._max=null,w.valToPct=j(w)}}}W("x"),W("y"),r==1&&S.forEach(y=>{W(y.scale)}),T.forEach(y=>{W(y.scale)});for(let y in n.scales)W(y);let H=b[C],te=H.distr,ee,k;H.ori==0?(Gs(l,mI),ee=s,k=a):(Gs(l,gI),ee=a,k=s);let ie={};for(let y in b){let w=b[y];(w.min!=null||w.max!=null)&&(ie[y]={min:w.min,max:w.max},w.min=w.max=null)}let pe=n.tzDate||(y=>new Date(Dr(y/g))),$=n.fmtDate||x_,Oe=g==1?mL(pe):vL(pe),he=Jy(pe,jy(g==1?pL:_L,$)),Se=eS(pe,Qy(yL,$)),re=[],De=i.legend=Sr({},ML,n.legend),Be=i.cursor=Sr({},RL,{drag:{y:r==2}},n.cursor),ye=De.show,We=Be.show,rt=De.markers;De.idxs=re,rt.width=ci(rt.width),rt.dash=ci(rt.dash),rt.stroke=ci(rt.stroke),rt.fill=ci(rt.fill);let bt,et,nn,pn=[],Qt=[],Rn,ht=!1,Ft={};if(De.live){let y=S[1]?S[1].values:null;ht=y!=null,Rn=ht?y(i,1,0):{_:0};for(let w in Rn)Ft[w]=d_}if(ye)if(bt=Ca("table",AI,l),nn=Ca("tbody",null,bt),De.mount(i,bt),ht){et=Ca("thead",null,bt,nn);let y=Ca("tr",null,et);Ca("th",null,y);for(var hn in Rn)Ca("th",Cy,y).textContent=hn}else Gs(bt,CI),De.live&&Gs(bt,wI);let en={show:!0},gn={show:!1};function _n(y,w){if(w==0&&(ht||!De.live||r==2))return tu;let G=[],X=Ca("tr",RI,nn,nn.childNodes[w]);Gs(X,y.class),y.show||Gs(X,Kl);let ae=Ca("th",null,X);if(rt.show){let mt=sa(PI,ae);if(w>0){let wt=rt.width(i,w);wt&&(mt.style.border=wt+"px "+rt.dash(i,w)+" "+rt.stroke(i,w)),mt.style.background=rt.fill(i,w)}}let Ae=sa(Cy,ae);y.label instanceof HTMLElement?Ae.appendChild(y.label):Ae.textContent=y.label,w>0&&(rt.show||(Ae.style.color=y.width>0?rt.stroke(i,w):rt.fill(i,w)),kn("click",ae,mt=>{if(Be._lock)return;Zt(mt);let wt=S.indexOf(y);if((mt.ctrlKey||mt.metaKey)!=De.isolate){let Kt=S.some((tn,fn)=>fn>0&&fn!=wt&&tn.show);S.forEach((tn,fn)=>{fn>0&&Ar(fn,Kt?fn==wt?en:gn:en,!0,Ui.setSeries)})}else Ar(wt,{show:!y.show},!0,Ui.setSeries)},!1),sn&&kn(Ly,ae,mt=>{Be._lock||(Zt(mt),Ar(S.indexOf(y),ls,!0,Ui.setSeries))},!1));for(var Ke in Rn){let mt=Ca("td",II,X);mt.textContent="--",G.push(mt)}return[X,G]}let vi=new Map;function kn(y,w,G,X=!0){let ae=vi.get(w)||{},Ae=Be.bind[y](i,w,G,X);Ae&&(jl(y,w,ae[y]=Ae),vi.set(w,ae))}function I(y,w,G){let X=vi.get(w)||{};for(let ae in X)(y==null||ae==y)&&(s_(ae,w,X[ae]),delete X[ae]);y==null&&vi.delete(w)}let ti=0,ui=0,K=0,yt=0,rn=0,Mn=0,nt=rn,St=Mn,Bt=K,ln=yt,F=0,E=0,oe=0,Ze=0;i.bbox={};let Ve=!1,_t=!1,pt=!1,Ne=!1,ze=!1,Ce=!1;function B(y,w,G){(G||y!=i.width||w!=i.height)&&xe(y,w),En(!1),pt=!0,_t=!0,Qn()}function xe(y,w){i.width=ti=K=y,i.height=ui=yt=w,rn=Mn=0,qe(),ft();let G=i.bbox;F=G.left=$l(rn*Mi,.5),E=G.top=$l(Mn*Mi,.5),oe=G.width=$l(K*Mi,.5),Ze=G.height=$l(yt*Mi,.5)}let me=3;function Ge(){let y=!1,w=0;for(;!y;){w++;let G=Mr(w),X=mr(w);y=w==me||G&&X,y||(xe(i.width,i.height),_t=!0)}}function Xe({width:y,height:w}){B(y,w)}i.setSize=Xe;function qe(){let y=!1,w=!1,G=!1,X=!1;T.forEach((ae,Ae)=>{if(ae.show&&ae._show){let{side:Ke,_size:mt}=ae,wt=Ke%2,Kt=ae.label!=null?ae.labelSize:0,tn=mt+Kt;tn>0&&(wt?(K-=tn,Ke==3?(rn+=tn,X=!0):G=!0):(yt-=tn,Ke==0?(Mn+=tn,y=!0):w=!0))}}),qr[0]=y,qr[1]=G,qr[2]=w,qr[3]=X,K-=Hi[1]+Hi[3],rn+=Hi[3],yt-=Hi[2]+Hi[0],Mn+=Hi[0]}function ft(){let y=rn+K,w=Mn+yt,G=rn,X=Mn;function ae(Ae,Ke){switch(Ae){case 1:return y+=Ke,y-Ke;case 2:return w+=Ke,w-Ke;case 3:return G-=Ke,G+Ke;case 0:return X-=Ke,X+Ke}}T.forEach((Ae,Ke)=>{if(Ae.show&&Ae._show){let mt=Ae.side;Ae._pos=ae(mt,Ae._size),Ae.label!=null&&(Ae._lpos=ae(mt,Ae.labelSize))}})}if(Be.dataIdx==null){let y=Be.hover,w=y.skip=new Set(y.skip??[]);w.add(void 0);let G=y.prox=ci(y.prox),X=y.bias??=0;Be.dataIdx=(ae,Ae,Ke,mt)=>{if(Ae==0)return Ke;let wt=Ke,Kt=G(ae,Ae,Ke,mt)??Bi,tn=Kt>=0&&Kt<Bi,fn=H.ori==0?K:yt,Cn=Be.left,di=e[0],ai=e[Ae];if(w.has(ai[Ke])){wt=null;let Yn=null,An=null,vn;if(X==0||X==-1)for(vn=Ke;Yn==null&&vn-- >0;)w.has(ai[vn])||(Yn=vn);if(X==0||X==1)for(vn=Ke;An==null&&vn++<ai.length;)w.has(ai[vn])||(An=vn);if(Yn!=null||An!=null)if(tn){let Si=Yn==null?-1/0:ee(di[Yn],H,fn,0),Di=An==null?1/0:ee(di[An],H,fn,0),Xi=Cn-Si,mi=Di-Cn;Xi<=mi?Xi<=Kt&&(wt=Yn):mi<=Kt&&(wt=An)}else wt=An==null?Yn:Yn==null?An:Ke-Yn<=An-Ke?Yn:An}else tn&&Nr(Cn-ee(di[Ke],H,fn,0))>Kt&&(wt=null);return wt}}let Zt=y=>{Be.event=y};Be.idxs=re,Be._lock=!1;let Fe=Be.points;Fe.show=ci(Fe.show),Fe.size=ci(Fe.size),Fe.stroke=ci(Fe.stroke),Fe.width=ci(Fe.width),Fe.fill=ci(Fe.fill);let Rt=i.focus=Sr({},n.focus||{alpha:.3},Be.focus),sn=Rt.prox>=0,ot=sn&&Fe.one,mn=[],ni=[],Nn=[];function vs(y,w){let G=Fe.show(i,w);if(G instanceof HTMLElement)return Gs(G,TI),Gs(G,y.class),eo(G,-10,-10,K,yt),v.insertBefore(G,mn[w]),G}function Ws(y,w){if(r==1||w>0){let G=r==1&&b[y.scale].time,X=y.value;y.value=G?qy(X)?eS(pe,Qy(X,$)):X||Se:X||kL,y.label=y.label||(G?IL:PL)}if(ot||w>0){y.width=y.width==null?1:y.width,y.paths=y.paths||QL||HI,y.fillTo=ci(y.fillTo||WL),y.pxAlign=+_i(y.pxAlign,M),y.pxRound=cS(y.pxAlign),y.stroke=ci(y.stroke||null),y.fill=ci(y.fill||null),y._stroke=y._fill=y._paths=y._focus=null;let G=zL(_s(1,y.width),1),X=y.points=Sr({},{size:G,width:_s(1,G*.2),stroke:y.stroke,space:G*2,paths:eD,_stroke:null,_fill:null},y.points);X.show=ci(X.show),X.filter=ci(X.filter),X.fill=ci(X.fill),X.stroke=ci(X.stroke),X.paths=ci(X.paths),X.pxAlign=y.pxAlign}if(ye){let G=_n(y,w);pn.splice(w,0,G[0]),Qt.splice(w,0,G[1]),De.values.push(null)}if(We){re.splice(w,0,null);let G=null;ot?w==0&&(G=vs(y,w)):w>0&&(G=vs(y,w)),mn.splice(w,0,G),ni.splice(w,0,0),Nn.splice(w,0,0)}ji("addSeries",w)}function oa(y,w){w=w??S.length,y=r==1?f_(y,w,nS,oS):f_(y,w,{},aS),S.splice(w,0,y),Ws(S[w],w)}i.addSeries=oa;function la(y){if(S.splice(y,1),ye){De.values.splice(y,1),Qt.splice(y,1);let w=pn.splice(y,1)[0];I(null,w.firstChild),w.remove()}We&&(re.splice(y,1),mn.splice(y,1)[0].remove(),ni.splice(y,1),Nn.splice(y,1)),ji("delSeries",y)}i.delSeries=la;let qr=[!1,!1,!1,!1];function Or(y,w){if(y._show=y.show,y.show){let G=y.side%2,X=b[y.scale];X==null&&(y.scale=G?S[1].scale:C,X=b[y.scale]);let ae=X.time;y.size=ci(y.size),y.space=ci(y.space),y.rotate=ci(y.rotate),gl(y.incrs)&&y.incrs.forEach(Ke=>{!_l.has(Ke)&&_l.set(Ke,bS(Ke))}),y.incrs=ci(y.incrs||(X.distr==2?fL:ae?g==1?dL:gL:Zl)),y.splits=ci(y.splits||(ae&&X.distr==1?Oe:X.distr==3?o_:X.distr==4?NL:DL)),y.stroke=ci(y.stroke),y.grid.stroke=ci(y.grid.stroke),y.ticks.stroke=ci(y.ticks.stroke),y.border.stroke=ci(y.border.stroke);let Ae=y.values;y.values=gl(Ae)&&!gl(Ae[0])?ci(Ae):ae?gl(Ae)?Jy(pe,jy(Ae,$)):qy(Ae)?xL(pe,Ae):Ae||he:Ae||LL,y.filter=ci(y.filter||(X.distr>=3&&X.log==10?UL:X.distr==3&&X.log==2?BL:yS)),y.font=dS(y.font),y.labelFont=dS(y.labelFont),y._size=y.size(i,null,w,0),y._space=y._rotate=y._incrs=y._found=y._splits=y._values=null,y._size>0&&(qr[w]=!0,y._el=sa(SI,f))}}function br(y,w,G,X){let[ae,Ae,Ke,mt]=G,wt=w%2,Kt=0;return wt==0&&(mt||Ae)&&(Kt=w==0&&!ae||w==2&&!Ke?Dr(tS.size/3):0),wt==1&&(ae||Ke)&&(Kt=w==1&&!Ae||w==3&&!mt?Dr(rS.size/2):0),Kt}let Fr=i.padding=(n.padding||[br,br,br,br]).map(y=>ci(_i(y,br))),Hi=i._padding=Fr.map((y,w)=>y(i,w,qr,0)),Li,Ci=null,Ri=null,$r=r==1?S[0].idxs:null,rr=null,Zr=!1;function Cs(y,w){if(e=y??[],i.data=i._data=e,r==2){Li=0;for(let G=1;G<S.length;G++)Li+=e[G][0].length}else{e.length==0&&(i.data=i._data=e=[[]]),rr=e[0],Li=rr.length;let G=e;if(te==2){G=e.slice();let X=G[0]=Array(Li);for(let ae=0;ae<Li;ae++)X[ae]=ae}i._data=e=G}if(En(!0),ji("setData"),te==2&&(pt=!0),w!==!1){let G=H;G.auto(i,Zr)?ca():Ys(C,G.min,G.max),Ne=Ne||Be.left>=0,Ce=!0,Qn()}}i.setData=Cs;function ca(){Zr=!0;let y,w;r==1&&(Li>0?(Ci=$r[0]=0,Ri=$r[1]=Li-1,y=e[0][Ci],w=e[0][Ri],te==2?(y=Ci,w=Ri):y==w&&(te==3?[y,w]=Xp(y,y,H.log,!1):te==4?[y,w]=m_(y,y,H.log,!1):H.time?w=y+Dr(86400/g):[y,w]=Vp(y,w,g_,!0))):(Ci=$r[0]=y=null,Ri=$r[1]=w=null)),Ys(C,y,w)}let Jn,Ur,Rs,R,ne,we,_e,Ee,Mt,Ht;function Tt(y,w,G,X,ae,Ae){y??=Py,G??=v_,X??="butt",ae??=Py,Ae??="round",y!=Jn&&(h.strokeStyle=Jn=y),ae!=Ur&&(h.fillStyle=Ur=ae),w!=Rs&&(h.lineWidth=Rs=w),Ae!=ne&&(h.lineJoin=ne=Ae),X!=we&&(h.lineCap=we=X),G!=R&&h.setLineDash(R=G)}function Xt(y,w,G,X){w!=Ur&&(h.fillStyle=Ur=w),y!=_e&&(h.font=_e=y),G!=Ee&&(h.textAlign=Ee=G),X!=Mt&&(h.textBaseline=Mt=X)}function un(y,w,G,X,ae=0){if(X.length>0&&y.auto(i,Zr)&&(w==null||w.min==null)){let Ae=_i(Ci,0),Ke=_i(Ri,X.length-1),mt=G.min==null?UI(X,Ae,Ke,ae,y.distr==3):[G.min,G.max];y.min=Pa(y.min,G.min=mt[0]),y.max=_s(y.max,G.max=mt[1])}}let yn={min:null,max:null};function Ln(){for(let X in b){let ae=b[X];ie[X]==null&&(ae.min==null||ie[C]!=null&&ae.auto(i,Zr))&&(ie[X]=yn)}for(let X in b){let ae=b[X];ie[X]==null&&ae.from!=null&&ie[ae.from]!=null&&(ie[X]=yn)}ie[C]!=null&&En(!0);let y={};for(let X in ie){let ae=ie[X];if(ae!=null){let Ae=y[X]=nu(b[X],YI);if(ae.min!=null)Sr(Ae,ae);else if(X!=C||r==2)if(Li==0&&Ae.from==null){let Ke=Ae.range(i,null,null,X);Ae.min=Ke[0],Ae.max=Ke[1]}else Ae.min=Bi,Ae.max=-Bi}}if(Li>0){S.forEach((X,ae)=>{if(r==1){let Ae=X.scale,Ke=ie[Ae];if(Ke==null)return;let mt=y[Ae];if(ae==0){let wt=mt.range(i,mt.min,mt.max,Ae);mt.min=wt[0],mt.max=wt[1],Ci=Ra(mt.min,e[0]),Ri=Ra(mt.max,e[0]),Ri-Ci>1&&(e[0][Ci]<mt.min&&Ci++,e[0][Ri]>mt.max&&Ri--),X.min=rr[Ci],X.max=rr[Ri]}else X.show&&X.auto&&un(mt,Ke,X,e[ae],X.sorted);X.idxs[0]=Ci,X.idxs[1]=Ri}else if(ae>0&&X.show&&X.auto){let[Ae,Ke]=X.facets,mt=Ae.scale,wt=Ke.scale,[Kt,tn]=e[ae],fn=y[mt],Cn=y[wt];fn!=null&&un(fn,ie[mt],Ae,Kt,Ae.sorted),Cn!=null&&un(Cn,ie[wt],Ke,tn,Ke.sorted),X.min=Ke.min,X.max=Ke.max}});for(let X in y){let ae=y[X],Ae=ie[X];if(ae.from==null&&(Ae==null||Ae.min==null)){let Ke=ae.range(i,ae.min==Bi?null:ae.min,ae.max==-Bi?null:ae.max,X);ae.min=Ke[0],ae.max=Ke[1]}}}for(let X in y){let ae=y[X];if(ae.from!=null){let Ae=y[ae.from];if(Ae.min==null)ae.min=ae.max=null;else{let Ke=ae.range(i,Ae.min,Ae.max,X);ae.min=Ke[0],ae.max=Ke[1]}}}let w={},G=!1;for(let X in y){let ae=y[X],Ae=b[X];if(Ae.min!=ae.min||Ae.max!=ae.max){Ae.min=ae.min,Ae.max=ae.max;let Ke=Ae.distr;Ae._min=Ke==3?Ao(Ae.min):Ke==4?J0(Ae.min,Ae.asinh):Ke==100?Ae.fwd(Ae.min):Ae.min,Ae._max=Ke==3?Ao(Ae.max):Ke==4?J0(Ae.max,Ae.asinh):Ke==100?Ae.fwd(Ae.max):Ae.max,w[X]=G=!0}}if(G){S.forEach((X,ae)=>{r==2?ae>0&&w.y&&(X._paths=null):w[X.scale]&&(X._paths=null)});for(let X in w)pt=!0,ji("setScale",X);We&&Be.left>=0&&(Ne=Ce=!0)}for(let X in ie)ie[X]=null}function on(y){let w=a_(Ci-1,0,Li-1),G=a_(Ri+1,0,Li-1);for(;y[w]==null&&w>0;)w--;for(;y[G]==null&&G<Li-1;)G++;return[w,G]}function zn(){if(Li>0){let y=S.some(w=>w._focus)&&Ht!=Rt.alpha;y&&(h.globalAlpha=Ht=Rt.alpha),S.forEach((w,G)=>{if(G>0&&w.show&&(gi(G,!1),gi(G,!0),w._paths==null)){let X=Ht;Ht!=w.alpha&&(h.globalAlpha=Ht=w.alpha);let ae=r==2?[0,e[G][0].length-1]:on(e[G]);w._paths=w.paths(i,G,ae[0],ae[1]),Ht!=X&&(h.globalAlpha=Ht=X)}}),S.forEach((w,G)=>{if(G>0&&w.show){let X=Ht;Ht!=w.alpha&&(h.globalAlpha=Ht=w.alpha),w._paths!=null&&ii(G,!1);{let ae=w._paths!=null?w._paths.gaps:null,Ae=w.points.show(i,G,Ci,Ri,ae),Ke=w.points.filter(i,G,Ae,ae);(Ae||Ke)&&(w.points._paths=w.points.paths(i,G,Ci,Ri,Ke),ii(G,!0))}Ht!=X&&(h.globalAlpha=Ht=X),ji("drawSeries",G)}}),y&&(h.globalAlpha=Ht=1)}}function gi(y,w){let G=w?S[y].points:S[y];G._stroke=G.stroke(i,y),G._fill=G.fill(i,y)}function ii(y,w){let G=w?S[y].points:S[y],{stroke:X,fill:ae,clip:Ae,flags:Ke,_stroke:mt=G._stroke,_fill:wt=G._fill,_width:Kt=G.width}=G._paths;Kt=ki(Kt*Mi,3);let tn=null,fn=Kt%2/2;w&&wt==null&&(wt=Kt>0?"#fff":mt);let Cn=G.pxAlign==1&&fn>0;if(Cn&&h.translate(fn,fn),!w){let di=F-Kt/2,ai=E-Kt/2,Yn=oe+Kt,An=Ze+Kt;tn=new Path2D,tn.rect(di,ai,Yn,An)}w?cn(mt,Kt,G.dash,G.cap,wt,X,ae,Ke,Ae):Zn(y,mt,Kt,G.dash,G.cap,wt,X,ae,Ke,tn,Ae),Cn&&h.translate(-fn,-fn)}function Zn(y,w,G,X,ae,Ae,Ke,mt,wt,Kt,tn){let fn=!1;wt!=0&&D.forEach((Cn,di)=>{if(Cn.series[0]==y){let ai=S[Cn.series[1]],Yn=e[Cn.series[1]],An=(ai._paths||Df).band;gl(An)&&(An=Cn.dir==1?An[0]:An[1]);let vn,Si=null;ai.show&&An&&kI(Yn,Ci,Ri)?(Si=Cn.fill(i,di)||Ae,vn=ai._paths.clip):An=null,cn(w,G,X,ae,Si,Ke,mt,wt,Kt,tn,vn,An),fn=!0}}),fn||cn(w,G,X,ae,Ae,Ke,mt,wt,Kt,tn)}let Oi=iu|c_;function cn(y,w,G,X,ae,Ae,Ke,mt,wt,Kt,tn,fn){Tt(y,w,G,X,ae),(wt||Kt||fn)&&(h.save(),wt&&h.clip(wt),Kt&&h.clip(Kt)),fn?(mt&Oi)==Oi?(h.clip(fn),tn&&h.clip(tn),Pn(ae,Ke),ri(y,Ae,w)):mt&c_?(Pn(ae,Ke),h.clip(fn),ri(y,Ae,w)):mt&iu&&(h.save(),h.clip(fn),tn&&h.clip(tn),Pn(ae,Ke),h.restore(),ri(y,Ae,w)):(Pn(ae,Ke),ri(y,Ae,w)),(wt||Kt||fn)&&h.restore()}function ri(y,w,G){G>0&&(w instanceof Map?w.forEach((X,ae)=>{h.strokeStyle=Jn=ae,h.stroke(X)}):w!=null&&y&&h.stroke(w))}function Pn(y,w){w instanceof Map?w.forEach((G,X)=>{h.fillStyle=Ur=X,h.fill(G)}):w!=null&&y&&h.fill(w)}function er(y,w,G,X){let ae=T[y],Ae;if(X<=0)Ae=[0,0];else{let Ke=ae._space=ae.space(i,y,w,G,X),mt=ae._incrs=ae.incrs(i,y,w,G,X,Ke);Ae=aD(w,G,mt,X,Ke)}return ae._found=Ae}function Pi(y,w,G,X,ae,Ae,Ke,mt,wt,Kt){let tn=Ke%2/2;M==1&&h.translate(tn,tn),Tt(mt,Ke,wt,Kt,mt),h.beginPath();let fn,Cn,di,ai,Yn=ae+(X==0||X==3?-Ae:Ae);G==0?(Cn=ae,ai=Yn):(fn=ae,di=Yn);for(let An=0;An<y.length;An++)w[An]!=null&&(G==0?fn=di=y[An]:Cn=ai=y[An],h.moveTo(fn,Cn),h.lineTo(di,ai));h.stroke(),M==1&&h.translate(-tn,-tn)}function Mr(y){let w=!0;return T.forEach((G,X)=>{if(!G.show)return;let ae=b[G.scale];if(ae.min==null){G._show&&(w=!1,G._show=!1,En(!1));return}else G._show||(w=!1,G._show=!0,En(!1));let Ae=G.side,Ke=Ae%2,{min:mt,max:wt}=ae,[Kt,tn]=er(X,mt,wt,Ke==0?K:yt);if(tn==0)return;let fn=ae.distr==2,Cn=G._splits=G.splits(i,X,mt,wt,Kt,tn,fn),di=ae.distr==2?Cn.map(vn=>rr[vn]):Cn,ai=ae.distr==2?rr[Cn[1]]-rr[Cn[0]]:Kt,Yn=G._values=G.values(i,G.filter(i,di,X,tn,ai),X,tn,ai);G._rotate=Ae==2?G.rotate(i,Yn,X,tn):0;let An=G._size;G._size=aa(G.size(i,Yn,X,y)),An!=null&&G._size!=An&&(w=!1)}),w}function mr(y){let w=!0;return Fr.forEach((G,X)=>{let ae=G(i,X,qr,y);ae!=Hi[X]&&(w=!1),Hi[X]=ae}),w}function Hr(){for(let y=0;y<T.length;y++){let w=T[y];if(!w.show||!w._show)continue;let G=w.side,X=G%2,ae,Ae,Ke=w.stroke(i,y),mt=G==0||G==3?-1:1,[wt,Kt]=w._found;if(w.label!=null){let wr=w.labelGap*mt,Yr=Dr((w._lpos+wr)*Mi);Xt(w.labelFont[0],Ke,"center",G==2?"top":Ry),h.save(),X==1?(ae=Ae=0,h.translate(Yr,Dr(E+Ze/2)),h.rotate((G==3?-zp:zp)/2)):(ae=Dr(F+oe/2),Ae=Yr);let pa=vS(w.label)?w.label(i,y,wt,Kt):w.label;h.fillText(pa,ae,Ae),h.restore()}if(Kt==0)continue;let tn=b[w.scale],fn=X==0?oe:Ze,Cn=X==0?F:E,di=w._splits,ai=tn.distr==2?di.map(wr=>rr[wr]):di,Yn=tn.distr==2?rr[di[1]]-rr[di[0]]:wt,An=w.ticks,vn=w.border,Si=An.show?An.size:0,Di=Dr(Si*Mi),Xi=Dr((w.alignTo==2?w._size-Si-w.gap:w.gap)*Mi),mi=w._rotate*-zp/180,Ii=m(w._pos*Mi),Yi=(Di+Xi)*mt,ur=Ii+Yi;Ae=X==0?ur:0,ae=X==1?ur:0;let sr=w.font[0],us=w.align==1?jc:w.align==2?Z0:mi>0?jc:mi<0?Z0:X==0?"center":G==3?Z0:jc,Wr=mi||X==1?"middle":G==2?"top":Ry;Xt(sr,Ke,us,Wr);let Xr=w.font[1]*w.lineGap,ts=di.map(wr=>m(o(wr,tn,fn,Cn))),fs=w._values;for(let wr=0;wr<fs.length;wr++){let Yr=fs[wr];if(Yr!=null){X==0?ae=ts[wr]:Ae=ts[wr],Yr=""+Yr;let pa=Yr.indexOf(`
`)==-1?[Yr]:Yr.split(/\n/gm);for(let _r=0;_r<pa.length;_r++){let Ba=pa[_r];mi?(h.save(),h.translate(ae,Ae+_r*Xr),h.rotate(mi),h.fillText(Ba,0,0),h.restore()):h.fillText(Ba,ae,Ae+_r*Xr)}}}An.show&&Pi(ts,An.filter(i,ai,y,Kt,Yn),X,G,Ii,Di,ki(An.width*Mi,3),An.stroke(i,y),An.dash,An.cap);let Ss=w.grid;Ss.show&&Pi(ts,Ss.filter(i,ai,y,Kt,Yn),X,X==0?2:1,X==0?E:F,X==0?Ze:oe,ki(Ss.width*Mi,3),Ss.stroke(i,y),Ss.dash,Ss.cap),vn.show&&Pi([Ii],[1],X==0?1:0,X==0?1:2,X==1?E:F,X==1?Ze:oe,ki(vn.width*Mi,3),vn.stroke(i,y),vn.dash,vn.cap)}ji("drawAxes")}function En(y){S.forEach((w,G)=>{G>0&&(w._paths=null,y&&(r==1?(w.min=null,w.max=null):w.facets.forEach(X=>{X.min=null,X.max=null})))})}let xi=!1,Wi=!1,Kn=[];function Ei(){Wi=!1;for(let y=0;y<Kn.length;y++)ji(...Kn[y]);Kn.length=0}function Qn(){xi||(QI(cr),xi=!0)}function Ps(y,w=!1){xi=!0,Wi=w,y(i),cr(),w&&Kn.length>0&&queueMicrotask(Ei)}i.batch=Ps;function cr(){if(Ve&&(Ln(),Ve=!1),pt&&(Ge(),pt=!1),_t){if(Zi(p,jc,rn),Zi(p,"top",Mn),Zi(p,Rf,K),Zi(p,Pf,yt),Zi(v,jc,rn),Zi(v,"top",Mn),Zi(v,Rf,K),Zi(v,Pf,yt),Zi(f,Rf,ti),Zi(f,Pf,ui),u.width=Dr(ti*Mi),u.height=Dr(ui*Mi),T.forEach(({_el:y,_show:w,_size:G,_pos:X,side:ae})=>{if(y!=null)if(w){let Ae=ae===3||ae===0?G:0,Ke=ae%2==1;Zi(y,Ke?"left":"top",X-Ae),Zi(y,Ke?"width":"height",G),Zi(y,Ke?"top":"left",Ke?Mn:rn),Zi(y,Ke?"height":"width",Ke?yt:K),r_(y,Kl)}else Gs(y,Kl)}),Jn=Ur=Rs=ne=we=_e=Ee=Mt=R=null,Ht=1,Oa(!0),rn!=nt||Mn!=St||K!=Bt||yt!=ln){En(!1);let y=K/Bt,w=yt/ln;if(We&&!Ne&&Be.left>=0){Be.left*=y,Be.top*=w,gr&&eo(gr,Dr(Be.left),0,K,yt),xs&&eo(xs,0,Dr(Be.top),K,yt);for(let G=0;G<mn.length;G++){let X=mn[G];X!=null&&(ni[G]*=y,Nn[G]*=w,eo(X,aa(ni[G]),aa(Nn[G]),K,yt))}}if(fi.show&&!ze&&fi.left>=0&&fi.width>0){fi.left*=y,fi.width*=y,fi.top*=w,fi.height*=w;for(let G in io)Zi(Kr,G,fi[G])}nt=rn,St=Mn,Bt=K,ln=yt}ji("setSize"),_t=!1}ti>0&&ui>0&&(h.clearRect(0,0,u.width,u.height),ji("drawClear"),A.forEach(y=>y()),ji("draw")),fi.show&&ze&&(Po(fi),ze=!1),We&&Ne&&(qs(null,!0,!1),Ne=!1),De.show&&De.live&&Ce&&(no(),Ce=!1),c||(c=!0,i.status=1,ji("ready")),Zr=!1,xi=!1}i.redraw=(y,w)=>{pt=w||!1,y!==!1?Ys(C,H.min,H.max):Qn()};function zi(y,w){let G=b[y];if(G.from==null){if(Li==0){let X=G.range(i,w.min,w.max,y);w.min=X[0],w.max=X[1]}if(w.min>w.max){let X=w.min;w.min=w.max,w.max=X}if(Li>1&&w.min!=null&&w.max!=null&&w.max-w.min<1e-16)return;y==C&&G.distr==2&&Li>0&&(w.min=Ra(w.min,e[0]),w.max=Ra(w.max,e[0]),w.min==w.max&&w.max++),ie[y]=w,Ve=!0,Qn()}}i.setScale=zi;let ua,fa,gr,xs,vl,Ia,Xs,Er,Co,Ro,pi,yi,Tr=!1,Ki=Be.drag,Gi=Ki.x,Fi=Ki.y;We&&(Be.x&&(ua=sa(MI,v)),Be.y&&(fa=sa(EI,v)),H.ori==0?(gr=ua,xs=fa):(gr=fa,xs=ua),pi=Be.left,yi=Be.top);let fi=i.select=Sr({show:!0,over:!0,left:0,width:0,top:0,height:0},n.select),Kr=fi.show?sa(bI,fi.over?v:p):null;function Po(y,w){if(fi.show){for(let G in y)fi[G]=y[G],G in io&&Zi(Kr,G,y[G]);w!==!1&&ji("setSelect")}}i.setSelect=Po;function Io(y){if(S[y].show)ye&&r_(pn[y],Kl);else if(ye&&Gs(pn[y],Kl),We){let G=ot?mn[0]:mn[y];G!=null&&eo(G,-10,-10,K,yt)}}function Ys(y,w,G){zi(y,{min:w,max:G})}function Ar(y,w,G,X){w.focus!=null&&La(y),w.show!=null&&S.forEach((ae,Ae)=>{Ae>0&&(y==Ae||y==null)&&(ae.show=w.show,Io(Ae),r==2?(Ys(ae.facets[0].scale,null,null),Ys(ae.facets[1].scale,null,null)):Ys(ae.scale,null,null),Qn())}),G!==!1&&ji("setSeries",y,w),X&&ys("setSeries",i,y,w)}i.setSeries=Ar;function ou(y,w){Sr(D[y],w)}function jr(y,w){y.fill=ci(y.fill||null),y.dir=_i(y.dir,-1),w=w??D.length,D.splice(w,0,y)}function xl(y){y==null?D.length=0:D.splice(y,1)}i.addBand=jr,i.setBand=ou,i.delBand=xl;function lu(y,w){S[y].alpha=w,We&&mn[y]!=null&&(mn[y].style.opacity=w),ye&&pn[y]&&(pn[y].style.opacity=w)}let Br,hi,Jr,ls={focus:!0};function La(y){if(y!=Jr){let w=y==null,G=Rt.alpha!=1;S.forEach((X,ae)=>{if(r==1||ae>0){let Ae=w||ae==0||ae==y;X._focus=w?null:Ae,G&&lu(ae,Ae?1:Rt.alpha)}}),Jr=y,G&&Qn()}}ye&&sn&&kn(Dy,bt,y=>{Be._lock||(Zt(y),Jr!=null&&Ar(null,ls,!0,Ui.setSeries))});function Qr(y,w,G){let X=b[w];G&&(y=y/Mi-(X.ori==1?Mn:rn));let ae=K;X.ori==1&&(ae=yt,y=ae-y),X.dir==-1&&(y=ae-y);let Ae=X._min,Ke=X._max,mt=y/ae,wt=Ae+(Ke-Ae)*mt,Kt=X.distr;return Kt==3?eu(10,wt):Kt==4?GI(wt,X.asinh):Kt==100?X.bwd(wt):wt}function Is(y,w){let G=Qr(y,C,w);return Ra(G,e[0],Ci,Ri)}i.valToIdx=y=>Ra(y,e[0]),i.posToIdx=Is,i.posToVal=Qr,i.valToPos=(y,w,G)=>b[w].ori==0?s(y,b[w],G?oe:K,G?F:0):a(y,b[w],G?Ze:yt,G?E:0),i.setCursor=(y,w,G)=>{pi=y.left,yi=y.top,qs(null,w,G)};function to(y,w){Zi(Kr,jc,fi.left=y),Zi(Kr,Rf,fi.width=w)}function yl(y,w){Zi(Kr,"top",fi.top=y),Zi(Kr,Pf,fi.height=w)}let Da=H.ori==0?to:yl,Na=H.ori==1?to:yl;function Lo(){if(ye&&De.live)for(let y=r==2?1:0;y<S.length;y++){if(y==0&&ht)continue;let w=De.values[y],G=0;for(let X in w)Qt[y][G++].firstChild.nodeValue=w[X]}}function no(y,w){if(y!=null&&(y.idxs?y.idxs.forEach((G,X)=>{re[X]=G}):XI(y.idx)||re.fill(y.idx),De.idx=re[0]),ye&&De.live){for(let G=0;G<S.length;G++)(G>0||r==1&&!ht)&&Sl(G,re[G]);Lo()}Ce=!1,w!==!1&&ji("setLegend")}i.setLegend=no;function Sl(y,w){let G=S[y],X=y==0&&te==2?rr:e[y],ae;ht?ae=G.values(i,y,w)??Ft:(ae=G.value(i,w==null?null:X[w],y,w),ae=ae==null?Ft:{_:ae}),De.values[y]=ae}function qs(y,w,G){Co=pi,Ro=yi,[pi,yi]=Be.move(i,pi,yi),Be.left=pi,Be.top=yi,We&&(gr&&eo(gr,Dr(pi),0,K,yt),xs&&eo(xs,0,Dr(yi),K,yt));let X,ae=Ci>Ri;Br=Bi,hi=null;let Ae=H.ori==0?K:yt,Ke=H.ori==1?K:yt;if(pi<0||Li==0||ae){X=Be.idx=null;for(let mt=0;mt<S.length;mt++){let wt=mn[mt];wt!=null&&eo(wt,-10,-10,K,yt)}sn&&Ar(null,ls,!0,y==null&&Ui.setSeries),De.live&&(re.fill(X),Ce=!0)}else{let mt,wt,Kt;r==1&&(mt=H.ori==0?pi:yi,wt=Qr(mt,C),X=Be.idx=Ra(wt,e[0],Ci,Ri),Kt=ee(e[0][X],H,Ae,0));let tn=-10,fn=-10,Cn=0,di=0,ai=!0,Yn="",An="";for(let vn=r==2?1:0;vn<S.length;vn++){let Si=S[vn],Di=re[vn],Xi=Di==null?null:r==1?e[vn][Di]:e[vn][1][Di],mi=Be.dataIdx(i,vn,X,wt),Ii=mi==null?null:r==1?e[vn][mi]:e[vn][1][mi];if(Ce=Ce||Ii!=Xi||mi!=Di,re[vn]=mi,vn>0&&Si.show){let Yi=mi==null?-10:mi==X?Kt:ee(r==1?e[0][mi]:e[vn][0][mi],H,Ae,0),ur=Ii==null?-10:k(Ii,r==1?b[Si.scale]:b[Si.facets[1].scale],Ke,0);if(sn&&Ii!=null){let sr=H.ori==1?pi:yi,us=Nr(Rt.dist(i,vn,mi,ur,sr));if(us<Br){let Wr=Rt.bias;if(Wr!=0){let Xr=Qr(sr,Si.scale),ts=Ii>=0?1:-1,fs=Xr>=0?1:-1;fs==ts&&(fs==1?Wr==1?Ii>=Xr:Ii<=Xr:Wr==1?Ii<=Xr:Ii>=Xr)&&(Br=us,hi=vn)}else Br=us,hi=vn}}if(Ce||ot){let sr,us;H.ori==0?(sr=Yi,us=ur):(sr=ur,us=Yi);let Wr,Xr,ts,fs,Ss,wr,Yr=!0,pa=Fe.bbox;if(pa!=null){Yr=!1;let _r=pa(i,vn);ts=_r.left,fs=_r.top,Wr=_r.width,Xr=_r.height}else ts=sr,fs=us,Wr=Xr=Fe.size(i,vn);if(wr=Fe.fill(i,vn),Ss=Fe.stroke(i,vn),ot)vn==hi&&Br<=Rt.prox&&(tn=ts,fn=fs,Cn=Wr,di=Xr,ai=Yr,Yn=wr,An=Ss);else{let _r=mn[vn];_r!=null&&(ni[vn]=ts,Nn[vn]=fs,zy(_r,Wr,Xr,Yr),By(_r,wr,Ss),eo(_r,aa(ts),aa(fs),K,yt))}}}}if(ot){let vn=Rt.prox,Si=Jr==null?Br<=vn:Br>vn||hi!=Jr;if(Ce||Si){let Di=mn[0];Di!=null&&(ni[0]=tn,Nn[0]=fn,zy(Di,Cn,di,ai),By(Di,Yn,An),eo(Di,aa(tn),aa(fn),K,yt))}}}if(fi.show&&Tr)if(y!=null){let[mt,wt]=Ui.scales,[Kt,tn]=Ui.match,[fn,Cn]=y.cursor.sync.scales,di=y.cursor.drag;if(Gi=di._x,Fi=di._y,Gi||Fi){let{left:ai,top:Yn,width:An,height:vn}=y.select,Si=y.scales[fn].ori,Di=y.posToVal,Xi,mi,Ii,Yi,ur,sr=mt!=null&&Kt(mt,fn),us=wt!=null&&tn(wt,Cn);sr&&Gi?(Si==0?(Xi=ai,mi=An):(Xi=Yn,mi=vn),Ii=b[mt],Yi=ee(Di(Xi,fn),Ii,Ae,0),ur=ee(Di(Xi+mi,fn),Ii,Ae,0),Da(Pa(Yi,ur),Nr(ur-Yi))):Da(0,Ae),us&&Fi?(Si==1?(Xi=ai,mi=An):(Xi=Yn,mi=vn),Ii=b[wt],Yi=k(Di(Xi,Cn),Ii,Ke,0),ur=k(Di(Xi+mi,Cn),Ii,Ke,0),Na(Pa(Yi,ur),Nr(ur-Yi))):Na(0,Ke)}else Fa()}else{let mt=Nr(Co-vl),wt=Nr(Ro-Ia);if(H.ori==1){let Cn=mt;mt=wt,wt=Cn}Gi=Ki.x&&mt>=Ki.dist,Fi=Ki.y&&wt>=Ki.dist;let Kt=Ki.uni;Kt!=null?Gi&&Fi&&(Gi=mt>=Kt,Fi=wt>=Kt,!Gi&&!Fi&&(wt>mt?Fi=!0:Gi=!0)):Ki.x&&Ki.y&&(Gi||Fi)&&(Gi=Fi=!0);let tn,fn;Gi&&(H.ori==0?(tn=Xs,fn=pi):(tn=Er,fn=yi),Da(Pa(tn,fn),Nr(fn-tn)),Fi||Na(0,Ke)),Fi&&(H.ori==1?(tn=Xs,fn=pi):(tn=Er,fn=yi),Na(Pa(tn,fn),Nr(fn-tn)),Gi||Da(0,Ae)),!Gi&&!Fi&&(Da(0,0),Na(0,0))}if(Ki._x=Gi,Ki._y=Fi,y==null){if(G){if(Fo!=null){let[mt,wt]=Ui.scales;Ui.values[0]=mt!=null?Qr(H.ori==0?pi:yi,mt):null,Ui.values[1]=wt!=null?Qr(H.ori==1?pi:yi,wt):null}ys(K0,i,pi,yi,K,yt,X)}if(sn){let mt=G&&Ui.setSeries,wt=Rt.prox;Jr==null?Br<=wt&&Ar(hi,ls,!0,mt):Br>wt?Ar(null,ls,!0,mt):hi!=Jr&&Ar(hi,ls,!0,mt)}}Ce&&(De.idx=X,no()),w!==!1&&ji("setCursor")}let si=null;Object.defineProperty(i,"rect",{get(){return si==null&&Oa(!1),si}});function Oa(y=!1){y?si=null:(si=v.getBoundingClientRect(),ji("syncRect",si))}function Do(y,w,G,X,ae,Ae,Ke){Be._lock||Tr&&y!=null&&y.movementX==0&&y.movementY==0||(es(y,w,G,X,ae,Ae,Ke,!1,y!=null),y!=null?qs(null,!0,!0):qs(w,!0,!1))}function es(y,w,G,X,ae,Ae,Ke,mt,wt){if(si==null&&Oa(!1),Zt(y),y!=null)G=y.clientX-si.left,X=y.clientY-si.top;else{if(G<0||X<0){pi=-10,yi=-10;return}let[Kt,tn]=Ui.scales,fn=w.cursor.sync,[Cn,di]=fn.values,[ai,Yn]=fn.scales,[An,vn]=Ui.match,Si=w.axes[0].side%2==1,Di=H.ori==0?K:yt,Xi=H.ori==1?K:yt,mi=Si?Ae:ae,Ii=Si?ae:Ae,Yi=Si?X:G,ur=Si?G:X;if(ai!=null?G=An(Kt,ai)?o(Cn,b[Kt],Di,0):-10:G=Di*(Yi/mi),Yn!=null?X=vn(tn,Yn)?o(di,b[tn],Xi,0):-10:X=Xi*(ur/Ii),H.ori==1){let sr=G;G=X,X=sr}}wt&&(w==null||w.cursor.event.type==K0)&&((G<=1||G>=K-1)&&(G=$l(G,K)),(X<=1||X>=yt-1)&&(X=$l(X,yt))),mt?(vl=G,Ia=X,[Xs,Er]=Be.move(i,G,X)):(pi=G,yi=X)}let io={width:0,height:0,left:0,top:0};function Fa(){Po(io,!1)}let $s,cs,ha,Zs;function da(y,w,G,X,ae,Ae,Ke){Tr=!0,Gi=Fi=Ki._x=Ki._y=!1,es(y,w,G,X,ae,Ae,Ke,!0,!1),y!=null&&(kn(j0,n_,ro,!1),ys(Iy,i,Xs,Er,K,yt,null));let{left:mt,top:wt,width:Kt,height:tn}=fi;$s=mt,cs=wt,ha=Kt,Zs=tn}function ro(y,w,G,X,ae,Ae,Ke){Tr=Ki._x=Ki._y=!1,es(y,w,G,X,ae,Ae,Ke,!1,!0);let{left:mt,top:wt,width:Kt,height:tn}=fi,fn=Kt>0||tn>0,Cn=$s!=mt||cs!=wt||ha!=Kt||Zs!=tn;if(fn&&Cn&&Po(fi),Ki.setScale&&fn&&Cn){let di=mt,ai=Kt,Yn=wt,An=tn;if(H.ori==1&&(di=wt,ai=tn,Yn=mt,An=Kt),Gi&&Ys(C,Qr(di,C),Qr(di+ai,C)),Fi)for(let vn in b){let Si=b[vn];vn!=C&&Si.from==null&&Si.min!=Bi&&Ys(vn,Qr(Yn+An,vn),Qr(Yn,vn))}Fa()}else Be.lock&&(Be._lock=!Be._lock,qs(w,!0,y!=null));y!=null&&(I(j0,n_),ys(j0,i,pi,yi,K,yt,null))}function bl(y,w,G,X,ae,Ae,Ke){if(Be._lock)return;Zt(y);let mt=Tr;if(Tr){let wt=!0,Kt=!0,tn=10,fn,Cn;H.ori==0?(fn=Gi,Cn=Fi):(fn=Fi,Cn=Gi),fn&&Cn&&(wt=pi<=tn||pi>=K-tn,Kt=yi<=tn||yi>=yt-tn),fn&&wt&&(pi=pi<Xs?0:K),Cn&&Kt&&(yi=yi<Er?0:yt),qs(null,!0,!0),Tr=!1}pi=-10,yi=-10,re.fill(null),qs(null,!0,!0),mt&&(Tr=mt)}function Ml(y,w,G,X,ae,Ae,Ke){Be._lock||(Zt(y),ca(),Fa(),y!=null&&ys(Ny,i,pi,yi,K,yt,null))}function No(){T.forEach(oD),B(i.width,i.height,!0)}jl(Gp,Qc,No);let Ks={};Ks.mousedown=da,Ks.mousemove=Do,Ks.mouseup=ro,Ks.dblclick=Ml,Ks.setSeries=(y,w,G,X)=>{let ae=Ui.match[2];G=ae(i,w,G),G!=-1&&Ar(G,X,!0,!1)},We&&(kn(Iy,v,da),kn(K0,v,Do),kn(Ly,v,y=>{Zt(y),Oa(!1)}),kn(Dy,v,bl),kn(Ny,v,Ml),u_.add(i),i.syncRect=Oa);let Oo=i.hooks=n.hooks||{};function ji(y,w,G){Wi?Kn.push([y,w,G]):y in Oo&&Oo[y].forEach(X=>{X.call(null,i,w,G)})}(n.plugins||[]).forEach(y=>{for(let w in y.hooks)Oo[w]=(Oo[w]||[]).concat(y.hooks[w])});let Ua=(y,w,G)=>G,Ui=Sr({key:null,setSeries:!1,filters:{pub:Xy,sub:Xy},scales:[C,S[1]?S[1].scale:null],match:[Yy,Yy,Ua],values:[null,null]},Be.sync);Ui.match.length==2&&Ui.match.push(Ua),Be.sync=Ui;let Fo=Ui.key,so=VS(Fo);function ys(y,w,G,X,ae,Ae,Ke){Ui.filters.pub(y,w,G,X,ae,Ae,Ke)&&so.pub(y,w,G,X,ae,Ae,Ke)}so.sub(i);function El(y,w,G,X,ae,Ae,Ke){Ui.filters.sub(y,w,G,X,ae,Ae,Ke)&&Ks[y](null,w,G,X,ae,Ae,Ke)}i.pub=El;function Tl(){so.unsub(i),u_.delete(i),vi.clear(),s_(Gp,Qc,No),l.remove(),bt?.remove(),ji("destroy")}i.destroy=Tl;function ao(){ji("init",n,e),Cs(e||n.data,!1),ie[C]?zi(C,ie[C]):ca(),ze=fi.show&&(fi.width>0||fi.height>0),Ne=Ce=!0,B(n.width,n.height)}return S.forEach(Ws),T.forEach(Or),t?t instanceof HTMLElement?(t.appendChild(l),ao()):t(i,ao):ao(),i}os.assign=Sr;os.fmtNum=__;os.rangeNum=Vp;os.rangeLog=Xp;os.rangeAsinh=m_;os.orient=Ql;os.pxRatio=Mi;os.join=JI;os.fmtDate=x_,os.tzDate=cL;os.sync=VS;{os.addGap=XL,os.clipGaps=$p;let n=os.paths={points:$S};n.linear=KS,n.stepped=$L,n.bars=ZL,n.spline=jL}export{Hd as AmbientLight,ya as BufferAttribute,So as BufferGeometry,ei as Color,Vd as DirectionalLight,Ma as DoubleSide,ba as Mesh,Cd as MeshStandardMaterial,q0 as OrbitControls,Es as PerspectiveCamera,Md as Scene,X0 as WebGLRenderer,xA as createScatterplot,os as uPlot};
/*! Bundled license information:

regl-scatterplot/dist/regl-scatterplot.esm.js:
  (**
   * KDBush - A fast static index for 2D points
   * @license ISC License
   * @copyright Vladimir Agafonkin 2018
   * @version 4.0.2
   * @see https://github.com/mourner/kdbush/
   *)
  (**
   * Douglas Peucker square segment distance
   * Implementation from https://github.com/mourner/simplify-js
   * @author Vladimir Agafonkin
   * @copyright Vladimir Agafonkin 2013
   * @license BSD
   * @param {array} p - Point
   * @param {array} p1 - First boundary point
   * @param {array} p2 - Second boundary point
   * @return {number} Distance
   *)
  (**
   * Douglas Peucker step function
   * Implementation from https://github.com/mourner/simplify-js
   * @author Vladimir Agafonkin
   * @copyright Vladimir Agafonkin 2013
   * @license BSD
   * @param   {[type]}  points  [description]
   * @param   {[type]}  first  [description]
   * @param   {[type]}  last  [description]
   * @param   {[type]}  tolerance  [description]
   * @param   {[type]}  simplified  [description]
   * @return  {[type]}  [description]
   *)
  (**
   * Douglas Peucker. Implementation from https://github.com/mourner/simplify-js
   * @author Vladimir Agafonkin
   * @copyright Vladimir Agafonkin 2013
   * @license BSD
   * @param {array} points - List of points to be simplified
   * @param {number} tolerance - Tolerance level. Points below this distance level will be ignored
   * @return {array} Simplified point list
   *)

three/build/three.core.js:
three/build/three.module.js:
  (**
   * @license
   * Copyright 2010-2026 Three.js Authors
   * SPDX-License-Identifier: MIT
   *)
*/
