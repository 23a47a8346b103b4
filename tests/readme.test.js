// The README's snippets, run as they stand: only the address, and the folder that the state is in, are the test's own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { apply, vestibule } from "./harness/cli.js";
import { root, startServer, temporaryFolder } from "./harness/server.js";

const ADDRESS = "http://localhost:8787";

/** What is not run here, and why. */
const ELSEWHERE = [
  [/^cargo xtask serve/, "tests/serve.test.js runs it"],
  [/^cargo xtask test/, "this is run by it"],
  [/^cargo xtask setup/, "the tests have run it"],
  [/^npx wrangler/, "it needs an account; tests/wrangler.test.js runs the same build"],
];

const readme = readFileSync(join(root, "README.md"), "utf8");
const snippets = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, text]) => ({ language, text }));

let server;
const folder = temporaryFolder();
before(async () => {
  server = await startServer();
  const { status, output } = await apply(server, ["--yes", "--config", join(root, "vestibule.toml")]);
  assert.equal(status, 0, output);
  // As in the repository, beside a server that was started there.
  symlinkSync(server.state, join(folder, ".vestibule"));
  for (const name of ["node_modules", "vestibule.toml"]) symlinkSync(join(root, name), join(folder, name));
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a shell's lines; gives what they wrote. */
async function shell(lines) {
  const { VESTIBULE_TEST_AWS: aws, VESTIBULE_TEST_PYTHONPATH: python } = process.env;
  const env = {
    ...process.env,
    ...(aws && { PATH: [aws, process.env.PATH].join(delimiter), PYTHONPATH: python }),
    VESTIBULE_PUBLIC_URL: server.url,
    // Neither a profile of the person's own nor a machine's identity has a say.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
  };
  const { stdout, stderr } = await promisify(execFile)("bash", ["-eo", "pipefail", "-c", lines], { cwd: folder, env });
  return stdout + stderr;
}

/** A snippet for the server of this test. */
const here = (text) =>
  text
    .replaceAll(ADDRESS, server.url)
    .replaceAll("cargo run -p vestibule-cli --", `'${vestibule}'`)
    // The packages are there, at the versions that the lock file pins.
    .replace(/^npm install .*$/m, "");

const isElsewhere = (text) => text.trim().split("\n").every((line) => ELSEWHERE.some(([pattern]) => pattern.test(line)));

test("the snippets run one after the other, and end with a token that is verified", { timeout: 120_000 }, async () => {
  // One shell for all, as a person has: what one exports the next one uses.
  let lines = "";
  for (const { language, text } of snippets) {
    if (isElsewhere(text)) continue;
    if (language === "js") {
      writeFileSync(join(folder, "try.mjs"), here(text));
    } else {
      assert.equal(language, "sh", text);
      lines += here(text);
    }
  }
  const written = await shell(lines);
  assert.match(written, /"Name": "demo"/, "the AWS CLI lists the pools");
  assert.match(written, /jane-\d+@example\.com is signed in/, "the token was verified");
  assert.match(written, /Everything is as the file says/, "vestibule apply finds nothing to do");
});

test("what is left out is left out for a reason", () => {
  const run = snippets.filter(({ text }) => !isElsewhere(text)).map(({ language }) => language);
  assert.deepEqual(run, ["sh", "js", "sh", "sh"]);
});

test("the addresses that the README has a newcomer open are there", async () => {
  for (const [, url] of readme.matchAll(/^\| `(http[^`]+)` \|/gm)) {
    assert.equal((await fetch(url.replace(ADDRESS, server.url))).status, 200, url);
  }
});
