import { expect, test } from "vitest";
import { canaries } from "../../support/canaries";
import { PipelineEditor } from "../../support/pipeline";
import { answer as answerWith, RoutedRequest, RoutingFixture, settle } from "../../support/routingFixture";
import { completionRequest } from "../../support/standIn/cloudFixture";
import { checkedText, promptText } from "../../../server/src/safety/promptText";

const { secret } = canaries(1)[2];

test("a secret is not in the prompt, and is again in the answer", async () => {
  const editor = new PipelineEditor(`const token = "${secret}";\nlogin(█\n`);
  const { answer } = editor.ask();
  const request = await editor.backend.request(0);
  expect(request.request.prompt.prefix).toBe('const token = "<secret-1>";\nlogin(');
  request.send('"<sec');
  request.send('ret-1>");\n');
  expect(editor.accepted(await answer)).toContain(`login(├"${secret}");┤█`);
});

test("a placeholder that the model made up is not offered", async () => {
  const editor = new PipelineEditor("login(█\n");
  const { answer } = editor.ask();
  const request = await editor.backend.request(0);
  request.send('"a", <secret-7>);\n');
  expect(editor.accepted(await answer) ?? "").not.toContain("<secret-7>");
});

test("what comes late from an endpoint gets its secrets back too", async () => {
  const editor = new PipelineEditor(`const token = "${secret}";\nlogin(█\n`);
  const { answer } = editor.ask();
  const request = await editor.backend.request(0);
  request.end();
  await answer;
  request.request.later?.take('"<secret-1>");\n');
  expect(editor.accepted(await editor.ask().answer)).toContain(`login(├"${secret}");┤█`);
});

test("an endpoint is sent the prompt that has been checked, the local model the one as it is", async () => {
  const fixture = new RoutingFixture({ mode: "hybrid", hedge: true });
  const prompt = { path: checkedText("a.ts", []), languageId: "typescript", suffix: checkedText("", []) };
  new RoutedRequest(fixture.router, {
    ...completionRequest("█"),
    prompt: { ...prompt, prefix: promptText("not yet looked at", []) },
    checked: () => ({ ...prompt, prefix: checkedText("looked at", []) }),
  });
  await settle();
  expect(fixture.local.requests[0].request.prompt.prefix).toBe("not yet looked at");
  expect(fixture.cloud.requests[0].request.prompt.prefix).toBe("looked at");
  answerWith(fixture.local.requests[0], "a();\n");
});
