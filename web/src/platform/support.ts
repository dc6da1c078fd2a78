/** Whether this browser, on this address, can hold a meeting, and if not, why. */

/** `insecure`: fine browser, but the page came without HTTPS, so it gives neither camera nor microphone. */
export type Support = "full" | "insecure" | "old";

export function support(scope: typeof globalThis = globalThis): Support {
  const canTalk = "RTCPeerConnection" in scope && "WebSocket" in scope;
  const canShow = "popover" in HTMLElement.prototype && "showModal" in HTMLDialogElement.prototype;
  if (!canTalk || !canShow) return "old";
  return scope.isSecureContext && scope.navigator.mediaDevices !== undefined ? "full" : "insecure";
}

export type BrowserKind = "chromium" | "firefox" | "safari" | "ios" | "android";

/** Which browser's words to use when explaining where permissions live. Only for explanations, never for features. */
export function browserKind(agent: string): BrowserKind {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Android/.test(agent)) return "android";
  if (/Chrome\/|Chromium\//.test(agent)) return "chromium";
  return /Safari\//.test(agent) ? "safari" : "chromium";
}
