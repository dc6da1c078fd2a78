import { describe, expect, it, vi } from "vitest";
import type { FileCard } from "@/api/chat";
import type { FileServer } from "@/api/files";
import { ApiError } from "@/api/http";
import { createAttachments, MOST_FILES } from "./attachments";

function file(name: string): File {
  return new File(["x"], name);
}
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
function attachments(upload: FileServer["upload"]) {
  const server = {
    upload: vi.fn(upload),
    setPreview: vi.fn(async () => undefined),
    discard: vi.fn(async () => undefined),
    addressOf: (id: string) => id,
    previewOf: (id: string) => id,
  } satisfies FileServer;
  let next = 0;
  const parts = {
    server,
    newId: () => {
      next += 1;
      return `u${next}`;
    },
    pictured: async (blob: Blob) =>
      (blob as File).name.endsWith(".png") ? { width: 4, height: 3, preview: new Blob(["p"]) } : null,
  };
  const made = createAttachments(parts);
  return { made, server, list: () => made.store.getState() };
}
const taken = async ({ clientId, name }: { clientId: string; name: string }) =>
  ({ id: `f-${clientId}`, name }) as FileCard;

describe("attachments", () => {
  it("go up at once, pictures with their small picture, and are taken by the message", async () => {
    const { made, server, list } = attachments(taken);
    made.add([file("a.png"), file("b.txt")]);
    await settled();
    expect(list()).toMatchObject([
      { id: "f-u1", preview: true },
      { id: "f-u2", preview: false },
    ]);
    expect(server.upload.mock.calls[0]?.[0]).toMatchObject({ width: 4, height: 3 });
    expect([made.take(), list()]).toEqual([["f-u1", "f-u2"], []]);
  });
  it("say how far they are", async () => {
    const { made, list } = attachments((_what, onProgress) => {
      onProgress(0.4);
      return new Promise(() => undefined);
    });
    made.add([file("a.txt")]);
    await settled();
    expect(list()).toMatchObject([{ progress: 0.4, id: null }]);
    expect(made.take()).toEqual([]);
  });
  it("say why they were refused, and go again under the same id", async () => {
    const { made, server, list } = attachments(taken);
    server.upload.mockRejectedValueOnce(new ApiError("file_too_large", 413));
    made.add([file("a.txt")]);
    await settled();
    expect(list()).toMatchObject([{ failed: "file_too_large" }]);
    made.retry("u1");
    await settled();
    expect(list()).toMatchObject([{ failed: null, id: "f-u1" }]);
  });
  it("are stopped or forgotten when they are taken away", async () => {
    const { made, server, list } = attachments(taken);
    made.add([file("a.txt")]);
    await settled();
    made.remove("u1");
    expect(list()).toEqual([]);
    expect(server.discard).toHaveBeenCalledWith("f-u1");
  });
  it("are no more than a message takes", async () => {
    const { made, list } = attachments(taken);
    expect(made.add(Array.from({ length: MOST_FILES + 1 }, (_, at) => file(`${at}`)))).toBe(false);
    await settled();
    expect(list()).toHaveLength(MOST_FILES);
  });
});
