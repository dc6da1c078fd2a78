/**
 * Files of a chat: up with progress (which only XMLHttpRequest tells), down by address. What is given out is always an
 * attachment; `<img>` shows it all the same.
 */
import { isRecord } from "@/platform/storage";
import type { FileCard } from "./chat";
import { ApiError, refusal } from "./http";

export interface UploadOf {
  /** Sending the same again is harmless. */
  clientId: string;
  file: Blob;
  name: string;
  /** Pixels of a picture; 0 = no picture. */
  width: number;
  height: number;
}
/** Bound to one meeting; the thing that tests put a double for. */
export interface FileServer {
  /** Throws `ApiError`; an `AbortError` when `signal` ends it. `onProgress` is told from 0 to 1. */
  upload(what: UploadOf, onProgress: (part: number) => void, signal: AbortSignal): Promise<FileCard>;
  setPreview(id: string, picture: Blob): Promise<void>;
  discard(id: string): Promise<void>;
  addressOf(id: string): string;
  previewOf(id: string): string;
}

export function fileServer(meeting: string): FileServer {
  const at = `/api/meetings/${encodeURIComponent(meeting)}/files`;
  const of = (id: string) => `${at}/${encodeURIComponent(id)}`;
  return {
    async upload({ clientId, file, name, width, height }, onProgress, signal) {
      const query = new URLSearchParams({ client_id: clientId, name, width: `${width}`, height: `${height}` });
      const card = await send("POST", `${at}?${query}`, file, onProgress, signal);
      if (!isRecord(card) || typeof card.id !== "string") throw new ApiError("unknown", 200);
      return card as unknown as FileCard;
    },
    setPreview: async (id, picture) => void (await send("PUT", `${of(id)}/preview`, picture)),
    discard: async (id) => void (await send("DELETE", of(id), null)),
    addressOf: of,
    previewOf: (id) => `${of(id)}/preview`,
  };
}

function send(
  method: string,
  path: string,
  body: Blob | null,
  onProgress?: (part: number) => void,
  signal?: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, path);
    call.responseType = "json";
    call.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    call.onload = () =>
      call.status < 300 ? resolve(call.response as unknown) : reject(refusal(call.status, call.response));
    call.onerror = () => reject(new ApiError("unreachable", 0));
    call.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal?.addEventListener("abort", () => call.abort(), { once: true });
    // The server looks at the first bytes itself; a type of ours would only make it a form.
    call.setRequestHeader("content-type", "application/octet-stream");
    call.send(body);
  });
}
