/** How long it may take, in milliseconds. */
const DEADLINE = 10_000;

/** Sends a mail by Cloudflare's binding; what is thrown has the code of its error as its message. */
export async function send(binding, from, name, replyTo, to, subject, text, html, id) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: "DEADLINE" })), DEADLINE);
  });
  const headers = { "X-Vestibule-Message": id };
  try {
    const sent = binding.send({ from: { email: from, name }, replyTo, to, subject, text, html, headers });
    await Promise.race([sent, late]);
  } catch (error) {
    throw new Error(String(error?.code ?? ""));
  } finally {
    clearTimeout(timer);
  }
}
