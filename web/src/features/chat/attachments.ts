/**
 * Files on their way into a message: each is uploaded at once, with progress, can be stopped or tried again, and waits
 * for the message that names it. A store, so that a closed panel does not stop an upload.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { FileServer } from "@/api/files";
import { ApiError, type ErrorCode } from "@/api/http";
import type { Pictured } from "./pictures";

/** Files of one message; the server refuses more. */
export const MOST_FILES = 10;

export interface Attachment {
  clientId: string;
  name: string;
  /** Bytes. */
  size: number;
  /** 0 to 1 while it goes up. */
  progress: number;
  failed: ErrorCode | null;
  /** Of the server; null until all bytes are there. */
  id: string | null;
  preview: boolean;
}
export interface Attachments {
  store: StoreApi<readonly Attachment[]>;
  /** False when some are left out because a message takes no more. */
  add(files: readonly File[]): boolean;
  remove(clientId: string): void;
  retry(clientId: string): void;
  /** Ids of what is ready, which is forgotten here. */
  take(): string[];
}
export interface AttachmentParts {
  server: FileServer;
  newId(): string;
  pictured(file: Blob): Promise<Pictured | null>;
}

export function createAttachments({ server, newId, pictured }: AttachmentParts): Attachments {
  const store = createStore<readonly Attachment[]>()(() => []);
  const files = new Map<string, { file: File; stop: AbortController }>();
  const change = (clientId: string, of: Partial<Attachment>) =>
    store.setState(
      store.getState().map((one) => (one.clientId === clientId ? { ...one, ...of } : one)),
      true,
    );
  const forget = (clientId: string) => {
    files.delete(clientId);
    store.setState(
      store.getState().filter((one) => one.clientId !== clientId),
      true,
    );
  };
  const upload = async (clientId: string) => {
    const known = files.get(clientId);
    if (!known) return;
    const { file, stop } = known;
    try {
      const picture = await pictured(file);
      const { width = 0, height = 0 } = picture ?? {};
      const what = { clientId, file, name: file.name, width, height };
      const card = await server.upload(what, (progress) => change(clientId, { progress }), stop.signal);
      // A picture without its small one is still a picture: the card shows its name.
      const preview = picture?.preview ? await server.setPreview(card.id, picture.preview).then(yes, no) : false;
      change(clientId, { id: card.id, progress: 1, preview });
    } catch (error) {
      if (!stop.signal.aborted) change(clientId, { failed: error instanceof ApiError ? error.code : "unknown" });
    }
  };
  return {
    store,
    add(added) {
      const free = MOST_FILES - store.getState().length;
      for (const file of added.slice(0, free)) {
        const clientId = newId();
        files.set(clientId, { file, stop: new AbortController() });
        const { name, size } = file;
        const fresh = { clientId, name, size, progress: 0, failed: null, id: null, preview: false };
        store.setState([...store.getState(), fresh], true);
        void upload(clientId);
      }
      return added.length <= free;
    },
    remove(clientId) {
      files.get(clientId)?.stop.abort();
      const id = store.getState().find((one) => one.clientId === clientId)?.id;
      // What stays behind is forgotten by the server in some hours.
      if (id) server.discard(id).catch(() => undefined);
      forget(clientId);
    },
    retry(clientId) {
      change(clientId, { failed: null, progress: 0 });
      void upload(clientId);
    },
    take() {
      const ready = store.getState().flatMap(({ clientId, id }) => (id === null ? [] : [{ clientId, id }]));
      for (const { clientId } of ready) forget(clientId);
      return ready.map(({ id }) => id);
    },
  };
}

function yes(): boolean {
  return true;
}
function no(): boolean {
  return false;
}
