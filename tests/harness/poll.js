// Waiting for what comes by itself: a mail, a server's first answer, an alarm.

import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again until `ask` gives something truthy, and gives that.
 *
 * @param {string} what is waited for, for the error
 * @param {() => unknown} ask
 * @param {{within?: number}} [options] milliseconds
 */
export async function until(what, ask, { within = 10_000 } = {}) {
  const deadline = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`still waiting for ${what} after ${within} ms`);
    await pause(25);
  }
}
