/** Graph of each kind, by transformers.js's name for the kind, in a model's folder. */
export const graphFiles = {
  q8: "onnx/model_quantized.onnx",
  q4: "onnx/model_q4.onnx",
  q4f16: "onnx/model_q4f16.onnx",
  fp32: "onnx/model.onnx",
  fp16: "onnx/model_fp16.onnx",
} as const;

/** Files that every model's folder needs beside a graph. */
export const textFiles = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;
