/** Where chats stand in the app. Pure. */

export function chatAddress(meeting: string): string {
  return `/m/${encodeURIComponent(meeting)}/chat`;
}

/** The same, at one message: `messageIn` reads it. */
export function messageAddress(meeting: string, message: string): string {
  return `${chatAddress(meeting)}#${encodeURIComponent(message)}`;
}

/** Id of the message in the hash of an address; null = none. */
export function messageIn(hash: string): string | null {
  const id = hash.slice(1);
  return /^[\w-]{1,64}$/.test(id) ? id : null;
}
