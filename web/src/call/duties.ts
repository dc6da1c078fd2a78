/** What being host brings in a call: knowing who waits, and the names that others do not see. Ends with the role. */
import type { HostServer } from "@/api/host";
import type { Session } from "./session";
import { canModerate, localOf, type SessionState } from "./state";
import { DOOR_TOPIC, type WaitingDesk } from "./waiting";

export function followDuties(session: Session, server: Pick<HostServer, "names">, waiting: WaitingDesk): void {
  let duty = false;
  /** Who is here without a name that I know; asked for again when it changes. */
  let nameless = "";
  const onState = (state: SessionState) => {
    const connected = state.connection.at === "connected";
    const now = connected && canModerate(localOf(state)?.role ?? "participant");
    if (now && !duty) void waiting.refresh();
    if (duty && (!now || state.connection.at === "ended")) waiting.close();
    duty = now;
    if (!connected) return;
    const hidden = now && state.room.off.split(",").includes("see_names");
    const here = hidden ? state.participants.map(({ identity }) => identity).join(" ") : "";
    if (here === nameless) return;
    nameless = here;
    if (hidden) server.names().then(session.callThem.bind(session), () => undefined);
    else session.callThem({});
  };
  session.store.subscribe(onState);
  session.onNotice(DOOR_TOPIC, () => {
    if (duty) void waiting.refresh();
  });
  session.onConnected(() => {
    if (duty) void waiting.refresh();
  });
}
