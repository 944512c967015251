"""A device other than the CPU that every machine has: it computes on the CPU, but refuses tensors of two devices, as a GPU does,
and takes products under autocast in bfloat16.

`with elsewhere():` makes `--device auto` find it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

NAME = "elsewhere"
ATEN = torch.ops.aten
FALLBACK, AUTOCAST = torch.library.Library("_", "IMPL", "AutocastPrivateUse1"), torch.library.Library("aten", "IMPL", "AutocastPrivateUse1")
ROUNDED = ("mm", "mv", "bmm", "matmul", "linear", "addmm", "addmv", "baddbmm", "einsum", "conv2d")
"""What autocast takes the product of in bfloat16, as on a GPU; all other operations are as without it."""
TRANSFERS = (ATEN.copy_.default, ATEN._to_copy.default)
INDEXING = (ATEN.index.Tensor, ATEN.index_put_.default, ATEN._index_put_impl_.default)
"""Operations that take indices from the CPU for values elsewhere, though not the other way round."""

AT_ONCE = {ATEN._conj.default: ATEN.conj_physical.default, ATEN._neg_view.default: ATEN.neg.default}
"""What is put off, as a mark on the tensor, is not seen any more below a dispatch mode."""


class Distant(Tensor):
    """A tensor elsewhere; its values lie in a tensor on the CPU that nobody else sees."""

    values: Tensor

    @staticmethod
    def __new__(cls, values: Tensor) -> Distant:
        layout = {"strides": values.stride(), "storage_offset": values.storage_offset()}
        made: Distant = Tensor._make_wrapper_subclass(cls, values.size(), **layout, dtype=values.dtype, device=torch.device(NAME, 0))
        made.values = values
        return made

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        with Distance():
            return func(*args, **(kwargs or {}))

    def __repr__(self) -> str:
        return f"{self.values!r} {NAME}"

    def __format__(self, spec: str) -> str:
        return format(self.values, spec)

    def __deepcopy__(self, memo: Any) -> Tensor:
        copied = self.detach().clone().requires_grad_(self.requires_grad)
        return torch.nn.Parameter(copied, self.requires_grad) if isinstance(self, torch.nn.Parameter) else copied

    def tolist(self) -> Any:
        return self.values.tolist()

    def storage(self) -> Any:
        return self.values.storage()

    def untyped_storage(self) -> Any:
        return self.values.untyped_storage()

    def data_ptr(self) -> int:
        return self.values.data_ptr()


class Distance(TorchDispatchMode):
    """Makes tensors elsewhere where they are asked for, and operations on them tensors elsewhere again."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        tensors = tensors_in((args, kwargs))
        distant = [isinstance(tensor, Distant) for tensor in tensors]
        is_distant = any(distant)
        if is_distant and not all(distant) and func not in TRANSFERS and not (func in INDEXING and distant[0]):
            near = [tuple(tensor.shape) for tensor, is_far in zip(tensors, distant, strict=True) if not is_far and tensor.dim() > 0]
            if near:
                raise RuntimeError(f"{func}: expected all tensors to be on the same device, but those of shape {near} are on the CPU")
        if func is ATEN.copy_.default:
            is_distant = distant[0]
        if kwargs.get("device") is not None:
            is_distant = torch.device(kwargs["device"]).type == NAME
            kwargs["device"] = torch.device("cpu")
        found = AT_ONCE.get(func, func)(*_values(args), **_values(kwargs))
        if not is_distant:
            return found
        found = (
            Distant(found)
            if isinstance(found, Tensor)
            else tree_map(lambda leaf: Distant(leaf) if isinstance(leaf, Tensor) else leaf, found)
        )
        return return_and_correct_aliasing(func, args, kwargs, found) if tensors and distant[0] and shares_memory(func) else found


@cache
def shares_memory(func: Any) -> bool:
    """Whether what an operation returns may be a view of what it was given, or that itself."""
    return any(each.alias_info is not None for each in (*func._schema.arguments, *func._schema.returns))


def tensors_in(tree: Any) -> list[Tensor]:
    """All tensors among arguments. Arguments are tuples, lists and dictionaries; this is called half a million times in a run."""
    found: list[Tensor] = []
    for each in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(each, Tensor):
            found.append(each)
        elif isinstance(each, tuple | list | dict):
            found += tensors_in(each)
    return found


class DistantLiterals(TorchFunctionMode):
    """Tensors of numbers, whose making no dispatch mode sees."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if func is torch.tensor and torch.device(kwargs.get("device") or "cpu").type == NAME:
            return func(*args, **{**kwargs, "device": torch.device("cpu")}).to(torch.device(NAME))
        if func is Tensor.new_tensor and args[0].device.type == NAME:
            return torch.tensor(args[1], dtype=kwargs.get("dtype") or args[0].dtype).to(torch.device(NAME))
        if func in (Tensor.__getitem__, Tensor.__setitem__) and isinstance(args[1], list):
            return func(args[0], torch.tensor(args[1]), *args[2:])
        return func(*args, **kwargs)


def _values(tree: Any) -> Any:
    """Arguments with tensors elsewhere replaced by those that hold their values."""
    if isinstance(tree, Distant):
        return tree.values
    if isinstance(tree, dict):
        return {name: _values(each) for name, each in tree.items()}
    return type(tree)([_values(each) for each in tree]) if isinstance(tree, tuple | list) else tree


def _rounded(operation: Any) -> Any:
    def product(*args: Any, **kwargs: Any) -> Any:
        with torch._C._ExcludeDispatchKeyGuard(torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)):
            return operation(*tree_map(_in_bfloat16, args), **kwargs)

    return product


def _in_bfloat16(leaf: Any) -> Any:
    return leaf.bfloat16() if isinstance(leaf, Distant) and leaf.dtype == torch.float32 else leaf


def register() -> None:
    """Tell PyTorch of the device: before anything is differentiated, as devices are counted then."""
    _setup_privateuseone_for_python_backend(NAME)
    getattr(torch, NAME).get_amp_supported_dtype = lambda: [torch.bfloat16]
    FALLBACK.fallback(torch.library.fallthrough_kernel)
    for name in ROUNDED:
        AUTOCAST.impl(name, _rounded(getattr(torch.ops.aten, name).default))


@contextmanager
def elsewhere() -> Iterator[torch.device]:
    """Runs in this block that ask for no device are elsewhere."""
    device = torch.device(NAME)
    with ExitStack() as patches:
        for module in ("build", "run"):
            patches.enter_context(patch(f"cryofire.pipeline.{module}.find_device", lambda name: device))
        for module in ("inference.pose_estimator", "training.hypervolume.stage"):
            patches.enter_context(patch(f"cryofire.{module}.is_bf16_faster", lambda device: device.type == NAME))
        with Distance(), DistantLiterals():
            yield device
