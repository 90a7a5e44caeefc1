// The model process where the native runtime cannot be loaded: the same, on WebAssembly. Some 3 times as slow.
import "./wasmRuntime";
import "./modelProcess";
