const WINDOW = 5n;
const MASK = (1n << WINDOW) - 1n;

/**
 * `base ^ exponent mod modulus` by fixed windows, all big-endian and unsigned.
 * BigInt takes a time that depends on its values, as every big number library of the web does.
 */
export function modpow(base, exponent, modulus) {
  const n = toBigInt(modulus);
  const powers = [1n % n];
  const b = toBigInt(base) % n;
  while (powers.length <= Number(MASK)) powers.push((powers[powers.length - 1] * b) % n);

  let result = 1n % n;
  for (const digit of digits(toBigInt(exponent))) {
    for (let square = 0n; square < WINDOW; square++) result = (result * result) % n;
    if (digit !== 0) result = (result * powers[digit]) % n;
  }
  return toBytes(result);
}

/** The digits of `exponent` in base 2^WINDOW, the most significant first. */
function digits(exponent) {
  const digits = [];
  for (let rest = exponent; rest > 0n; rest >>= WINDOW) digits.push(Number(rest & MASK));
  return digits.reverse();
}

function toBigInt(bytes) {
  let hex = "0x0";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return BigInt(hex);
}

function toBytes(number) {
  if (number === 0n) return new Uint8Array();
  const hex = number.toString(16);
  return Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (byte) => parseInt(byte, 16));
}
