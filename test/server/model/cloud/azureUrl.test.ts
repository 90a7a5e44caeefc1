import { describe, expect, test } from "vitest";
import { parseAzureUrl } from "../../../../server/src/model/cloud/azureUrl";

/** `expected` is where requests go, or a part of the reason for refusing. */
function check(pasted: string, expected: string | { refused: string }, wanted: { apiVersion?: string } = {}): void {
  const parsed = parseAzureUrl(pasted, { deployment: "gpt-4.1-nano", ...wanted });
  if (typeof expected !== "string") {
    expect(parsed.kind === "refused" ? parsed.reason : `accepted: ${JSON.stringify(parsed)}`).toContain(
      expected.refused,
    );
    return;
  }
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  expect(parsed.baseUrl + (parsed.apiVersion === undefined ? "" : `?api-version=${parsed.apiVersion}`)).toBe(expected);
}

const v1 = "https://res.openai.azure.com/openai/v1";
const classic = "https://res.openai.azure.com/openai/deployments/gpt-4.1-nano?api-version=2024-10-21";

describe("an Azure address is repaired", () => {
  test("from the endpoint as the portal shows it", () => check("https://res.openai.azure.com/", v1));
  test("from the resource's name", () => check("res", v1));
  test("from a host without a scheme", () => check("res.openai.azure.com", v1));
  test("from quotes and blanks around it", () => check(' "https://res.openai.azure.com" ', v1));
  test("from http to https", () => check("http://res.openai.azure.com", v1));
  test("from a request's URL in the version-free style", () => check(`${v1}/chat/completions`, v1));
  test("from /openai alone", () => check("https://res.openai.azure.com/openai/", v1));
  test("from /v1 alone", () => check("https://res.openai.azure.com/v1", v1));
  test("from the classic request's URL, keeping deployment and version", () =>
    check(
      "https://res.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview",
      "https://res.openai.azure.com/openai/deployments/mine?api-version=2025-01-01-preview",
    ));
  test("from the classic style without a version", () =>
    check("https://res.openai.azure.com/openai/deployments/gpt-4.1-nano", classic));
  test("to the classic style where the settings name a version", () =>
    check("https://res.openai.azure.com", classic, { apiVersion: "2024-10-21" }));
  test("to the version-free style where the version is none", () =>
    check("https://res.openai.azure.com", v1, { apiVersion: "preview" }));
  test("from a project's URL", () =>
    check("https://res.services.ai.azure.com/api/projects/mine", "https://res.services.ai.azure.com/openai/v1"));
  test("to the classic style at a regional host", () =>
    check(
      "https://eastus.api.cognitive.microsoft.com/",
      "https://eastus.api.cognitive.microsoft.com/openai/deployments/gpt-4.1-nano?api-version=2024-10-21",
    ));
  test("keeping the path of a company's gateway", () =>
    check(
      "https://gate.example.com/ai/openai/deployments/nano/chat/completions?api-version=2024-06-01",
      "https://gate.example.com/ai/openai/deployments/nano?api-version=2024-06-01",
    ));
  test("from doubled slashes", () => check("https://res.openai.azure.com//openai/v1//chat/completions", v1));
  test("leaving a server on this machine at http", () =>
    check("http://127.0.0.1:8080", "http://127.0.0.1:8080/openai/v1"));
});

describe("an Azure address is refused", () => {
  test("when it is the portal's page", () => check("https://oai.azure.com/resource/x", { refused: "web page" }));
  test("when it is a page of the portal", () =>
    check("https://portal.azure.com/#home", { refused: "Keys and Endpoint" }));
  test("when the host speaks another interface", () =>
    check("https://x.eastus.models.ai.azure.com", { refused: 'kind "openai"' }));
  test("when it contains a key", () => check(`${v1}?api-key=abc`, { refused: "carries a key" }));
  test("when it contains a password", () => check("https://u:p@res.openai.azure.com", { refused: "password" }));
  test("when the key would be sent unencrypted", () =>
    check("http://gate.example.com/openai", { refused: "unencrypted" }));
  test("when it isn't a URL", () => check("https://", { refused: "not a URL" }));
  test("when there is text around it", () => check("endpoint: https://res.openai.azure.com", { refused: "blanks" }));
  test("when it isn't a web address", () => check("ftp://res.openai.azure.com", { refused: "https://" }));
});
