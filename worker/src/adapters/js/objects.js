/** Sends bytes to the object of that name and returns the bytes it answers. */
export function send(namespace, name, message) {
  // The view is into wasm memory, which may move before the runtime has read it.
  return namespace.getByName(name).receive(name, message.slice());
}
