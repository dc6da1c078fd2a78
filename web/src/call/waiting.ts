/**
 * Who stands before the door, for those who may open it. The server tells hosts by a packet that something changed;
 * the list is asked for. While somebody waits it is asked again now and then: who went away tells nobody.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { HostServer, WaitingLine } from "@/api/host";

export const DOOR_TOPIC = "rapat.door";
/** ms between two looks while somebody waits. */
const AGAIN = 15_000;

export interface WaitingDesk {
  store: StoreApi<WaitingLine>;
  /** Asks for the list; a failure leaves what was known. */
  refresh(): Promise<void>;
  admit(identity: string | null): Promise<void>;
  deny(identity: string): Promise<void>;
  writeNote(text: string): Promise<void>;
  /** Forget everything: I am no host any more, or the call is over. */
  close(): void;
}

/** `wait` calls back after so many ms and answers how to cancel it. */
export function createWaitingDesk(
  server: Pick<HostServer, "line" | "admit" | "deny" | "writeNote">,
  wait: (run: () => void, milliseconds: number) => () => void,
): WaitingDesk {
  const store = createStore<WaitingLine>()(() => ({ waiting: [], note: "" }));
  let cancel = () => {};
  const leave = (gone: (identity: string) => boolean) =>
    store.setState(({ waiting }) => ({ waiting: waiting.filter(({ identity }) => !gone(identity)) }));
  const refresh = async () => {
    cancel();
    const line = await server.line().catch(() => null);
    if (line !== null) store.setState(line);
    cancel();
    if (store.getState().waiting.length > 0) cancel = wait(() => void refresh(), AGAIN);
  };
  return {
    store,
    refresh,
    async admit(identity) {
      await server.admit(identity);
      leave((other) => identity === null || identity === other);
    },
    async deny(identity) {
      await server.deny(identity);
      leave((other) => identity === other);
    },
    async writeNote(note) {
      await server.writeNote(note);
      store.setState({ note });
    },
    close() {
      cancel();
      store.setState({ waiting: [], note: "" });
    },
  };
}
