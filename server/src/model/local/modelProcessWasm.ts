// The model process for machines on which the native runtime cannot be loaded: the same on WebAssembly, some 3 times as slow.
import "./wasmRuntime";
import "./modelProcess";
