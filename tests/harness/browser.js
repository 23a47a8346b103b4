// Chromium, watched: what a page complains of and asks for is a part of what is tested.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** Starts a browser. Each of its `open`s is a person of their own: no cookies, no cache. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    /** A fresh browser window. `scripts: false` switches JavaScript off. */
    async open({ scripts = true, width = 1280, height = 800, ...options } = {}) {
      const context = await browser.newContext({
        javaScriptEnabled: scripts,
        viewport: { width, height },
        locale: "en-US",
        ...options,
      });
      context.setDefaultTimeout(10_000);
      return context;
    },
    stop: () => browser.close(),
  };
}

/** A page of a window; `complaints` and `requests` fill as it goes. */
export async function watchedPage(context) {
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  return Object.assign(page, { complaints, requests });
}

/** A page in a window of its own, until `work` is done; in the end it has complained of nothing. */
export async function inWindow(browser, options, work) {
  const context = await browser.open(options);
  const page = await watchedPage(context);
  try {
    await work(page, context);
    assert.deepEqual(page.complaints, []);
  } finally {
    await context.close();
  }
}

/** Resolves when the islands of a page are awake: the button that they reveal is there. */
export const islandsAwake = (page) => page.locator("button.reveal").first().waitFor({ state: "visible" });

/** Waits for the browser to be back in the app; gives the URL it came with. */
export async function backIn(page, redirectUri) {
  await page.waitForURL((url) => url.href.startsWith(redirectUri));
  return page.url();
}
