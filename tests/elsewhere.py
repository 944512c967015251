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
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_map
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

NAME = "elsewhere"
ATEN = torch.ops.aten
CPU = torch.device("cpu")
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

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here, and the guard costs more than the operation

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        near: list[Tensor] = []
        distant: list[Distant] = []
        values = _values(args, near, distant)
        named = _values(kwargs, near, distant) if kwargs else {}
        is_distant = bool(distant)
        if is_distant and near and func not in TRANSFERS and not (func in INDEXING and isinstance(args[0], Distant)):
            shapes = [tuple(tensor.shape) for tensor in near if tensor.dim() > 0]
            if shapes:
                raise RuntimeError(f"{func}: expected all tensors to be on the same device, but those of shape {shapes} are on the CPU")
        if func is ATEN.copy_.default:
            is_distant = isinstance(args[0], Distant)
        if named.get("device") is not None:
            is_distant = torch.device(named["device"]).type == NAME
            named["device"] = CPU
        found = AT_ONCE.get(func, func)(*values, **named)
        if not is_distant:
            return found
        if isinstance(found, Tensor):
            found = Distant(found)
        else:
            found = tree_map(lambda leaf: Distant(leaf) if isinstance(leaf, Tensor) else leaf, found)
        if distant and shares_memory(func) and isinstance(first_tensor(args, kwargs), Distant):
            return return_and_correct_aliasing(func, args, kwargs or {}, found)
        return found


@cache
def shares_memory(func: Any) -> bool:
    """Whether what an operation returns may be a view of what it was given, or that itself."""
    return any(each.alias_info is not None for each in (*func._schema.arguments, *func._schema.returns))


def first_tensor(args: Any, kwargs: Any) -> Tensor | None:
    """The first tensor among arguments, nested ones too."""
    for each in (*args, *(kwargs or {}).values()):
        found = each if isinstance(each, Tensor) else first_tensor(each, None) if isinstance(each, tuple | list) else None
        if found is not None:
            return found
    return None


@contextmanager
def distant_literals() -> Iterator[None]:
    """Tensors of numbers, whose making no dispatch mode sees."""
    tensor, new_tensor, get, put = torch.tensor, Tensor.new_tensor, Tensor.__getitem__, Tensor.__setitem__

    def made(data: Any, *, device: Any = None, **options: Any) -> Tensor:
        if device is not None and torch.device(device).type == NAME:
            return tensor(data, **options).to(torch.device(NAME))
        return tensor(data, device=device, **options)

    def made_like(self: Tensor, data: Any, *, dtype: torch.dtype | None = None, **options: Any) -> Tensor:
        if self.device.type == NAME:
            return tensor(data, dtype=dtype or self.dtype).to(torch.device(NAME))
        return new_tensor(self, data, dtype=dtype, **options)

    with ExitStack() as patches:
        patches.enter_context(patch.object(torch, "tensor", made))
        patches.enter_context(patch.object(Tensor, "new_tensor", made_like))
        patches.enter_context(patch.object(Tensor, "__getitem__", lambda self, at: get(self, _as_index(at))))
        patches.enter_context(patch.object(Tensor, "__setitem__", lambda self, at, values: put(self, _as_index(at), values)))
        yield


def _as_index(at: Any) -> Any:
    """A list of places as a tensor on the CPU, which a GPU takes."""
    return torch.tensor(at) if isinstance(at, list) else at


def _values(tree: Any, near: list[Tensor], distant: list[Distant]) -> Any:
    """Arguments with tensors elsewhere replaced by those that hold their values; tensors of either kind are noted.

    Called half a million times in a run.
    """
    found: list[Any] = []
    for each in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(each, Distant):
            distant.append(each)
            found.append(each.values)
        elif isinstance(each, Tensor):
            near.append(each)
            found.append(each)
        elif isinstance(each, tuple | list | dict):
            found.append(_values(each, near, distant))
        else:
            found.append(each)
    if isinstance(tree, dict):
        return dict(zip(tree, found, strict=True))
    return type(tree)(found)


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
        with Distance(), distant_literals():
            yield device
