"""onnxruntime, loaded with its telemetry off: the only file that imports it.

Its official builds report use to Microsoft (mobile.events.data.microsoft.com, seen under strace
with 1.32) and keep a device id under the user's cache folder. The variable is read once, while it
is being loaded, and prevents both; the call `disable_telemetry_events` comes too late for the
first event. It is set here whatever its value: nothing of paperbot calls home.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

__all__ = ["onnx_errors", "onnxruntime"]
