/** The call as the rest of the app knows it: give it credentials, and it tells why it is over. */
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/meetings";
import { useDevices } from "@/call/devices";
import type { EndReason } from "@/call/endings";
import { type Call, CallContext } from "@/features/call/context";
import { openCall } from "./openCall";
import { Room } from "./Room";

export interface RoomScreenProps {
  meeting: { id: string; title: string; link: string };
  credentials: { url: string; token: string; identity: string; role: Role; name: string };
  onEnded(reason: EndReason): void;
}

export default function RoomScreen({ meeting, credentials, onEnded }: RoomScreenProps) {
  // All texts of the call before its first frame: a text that arrives later would hide the whole meeting meanwhile.
  useTranslation(["call", "chat", "people", "host", "join", "settings", "errors"]);
  const call = useOpenCall(meeting, credentials, onEnded);
  if (call === null) return null;
  return (
    <CallContext value={call}>
      <Room />
    </CallContext>
  );
}

/** Opens the call once and leaves it when the screen goes. New props of the same visit do not disturb it. */
function useOpenCall(
  meeting: RoomScreenProps["meeting"],
  credentials: RoomScreenProps["credentials"],
  onEnded: (reason: EndReason) => void,
): Call | null {
  const [call, setCall] = useState<Call | null>(null);
  const open = useEffectEvent(() => openCall(meeting, credentials));
  const end = useEffectEvent(onEnded);
  useEffect(() => {
    const opened = open();
    setCall(opened);
    const unsubscribe = opened.session.store.subscribe(({ connection }) => {
      if (connection.at === "ended") end(connection.reason);
    });
    // Later, so that a screen that is mounted and thrown away at once (React's strict mode) joins nothing.
    const start = setTimeout(() => opened.session.start());
    const stopWatching = useDevices.getState().watch();
    return () => {
      clearTimeout(start);
      stopWatching();
      unsubscribe();
      opened.session.leave();
    };
  }, []);
  return call;
}
