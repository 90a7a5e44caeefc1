import { APIError } from "openai";
import { expect, test } from "vitest";
import { toBackendError } from "../../../../server/src/model/cloud/toBackendError";

const endpoint = { name: "work", host: "work.example", model: "nano", keyAdvice: "Set another key." };

/** Translates a refusal with that status and body. */
function outcome(status: number, body: unknown): { kind: string; fault: string | undefined } {
  const { kind, fault } = toBackendError(
    APIError.generate(status, { error: body }, undefined, new Headers()),
    endpoint,
    undefined,
  );
  return { kind, fault };
}

const manifest = "apiVersion: apps/v1\\nkind: Deployment\\n# this model has been deprecated, its context length is 5";

/** A refusal of vLLM behind LiteLLM, which quotes the request as pydantic does. */
const quoting = (reason: string): unknown => ({
  message: `litellm.BadRequestError: OpenAIException - [{'type': 'extra_forbidden', 'loc': ('body', 'prediction'), 'msg': '${reason}', 'input': {'type': 'content', 'content': '${manifest}'}}]`,
  type: null,
  param: null,
  code: "400",
});

test.each<[string, number, unknown, { kind: string; fault?: string }]>([
  ["LiteLLM", 400, quoting("Extra inputs are not permitted"), { kind: "badRequest" }],
  [
    "LiteLLM's budget",
    422,
    { message: "Budget has been exceeded! Current cost: 2, Max budget: 1", type: "budget_exceeded", code: "422" },
    { kind: "rateLimited", fault: "quota" },
  ],
  [
    "FastAPI",
    422,
    {
      detail: [
        { type: "string_type", loc: ["body", "prompt"], msg: "Input should be a valid string", input: manifest },
      ],
    },
    { kind: "badRequest" },
  ],
  [
    "llama.cpp",
    400,
    {
      code: 400,
      message: `[json.exception.parse_error.101] parse error at line 1, column 9: syntax error while parsing value; last read: '"${manifest}'`,
      type: "invalid_request_error",
    },
    { kind: "badRequest" },
  ],
  [
    "Azure",
    400,
    { code: "deprecated_parameter", message: "The parameter 'functions' has been deprecated in apiVersion and later." },
    { kind: "badRequest" },
  ],
  ["OpenAI", 404, { message: "The function lookUp has been deprecated.", code: null }, { kind: "notFound" }],
])("words of the user's that %s quotes say nothing of the reason", (_server, status, body, expected) => {
  expect(outcome(status, body)).toEqual({ fault: undefined, ...expected });
});

test.each<[string, number, unknown, { kind: string; fault?: string }]>([
  [
    "OpenAI's length",
    400,
    {
      message: `This model's maximum context length is 8192 tokens. However, you requested 9000 tokens. The model 'api-version' has been deprecated`,
      code: "context_length_exceeded",
      type: "invalid_request_error",
    },
    { kind: "tooLong" },
  ],
  [
    "OpenAI's length of one message",
    400,
    {
      message:
        "Invalid 'messages[1].content': string too long. Expected a string with maximum length 1048576, but got a string with length 2000000 instead.",
      param: "messages[1].content",
      code: "string_above_max_length",
    },
    { kind: "tooLong" },
  ],
  [
    "llama.cpp's length",
    400,
    { code: 400, message: "too large", n_ctx: 4096, n_prompt_tokens: 5000 },
    { kind: "tooLong" },
  ],
  [
    "Azure's api-version",
    404,
    { code: "404", message: "Unsupported API version. Supported API-versions are 2024-10-21." },
    { kind: "badRequest", fault: "apiVersion" },
  ],
  [
    "Azure's missing api-version",
    400,
    { code: "BadRequest", message: "Missing required query parameter: api-version" },
    { kind: "badRequest", fault: "apiVersion" },
  ],
  ["Azure's retired model", 400, { code: "ModelDeprecated", message: "Gone." }, { kind: "notFound", fault: "retired" }],
  [
    "Azure's retired deployment",
    404,
    { code: "404", message: "The deployment nano of model gpt-35-turbo-0613 has been retired." },
    { kind: "notFound", fault: "retired" },
  ],
  [
    "Groq's retired model",
    400,
    {
      message: "The model `llama2-70b-4096` has been decommissioned and is no longer supported.",
      code: "model_decommissioned",
    },
    { kind: "notFound", fault: "retired" },
  ],
  [
    "OpenAI's retired model",
    404,
    {
      message: "The model `gpt-3.5-turbo-0301` has been deprecated, learn more here: https://example.com",
      code: "model_not_found",
    },
    { kind: "notFound", fault: "retired" },
  ],
])("%s is read as such", (_name, status, body, expected) => {
  expect(outcome(status, body)).toEqual({ fault: undefined, ...expected });
});
