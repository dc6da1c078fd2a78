/** The view of people: everybody equal, or one picture large, and my own picture in a corner while few are here. */
import { useRef } from "react";
import { useSession, useView } from "@/features/call/context";
import { FocusView } from "./FocusView";
import { focusOf } from "./focus";
import { Gallery } from "./Gallery";
import { SelfTile } from "./SelfTile";
import styles from "./Stage.module.css";
import { useOrder } from "./useOrder";

/** From this many people on, my tile stands among the others. */
const AMONG_OTHERS = 4;
/** How many the order keeps steady for a strip. */
const STRIP = 6;

export function Stage() {
  const people = useSession(({ participants }) => participants);
  const spotlight = useSession(({ room }) => room.spotlight);
  const { pin, layout, screenSmall } = useView((view) => view);
  const { people: ordered, spoke } = useOrder(people, STRIP);
  const lead = useRef<string>(null);
  const focus = focusOf({ pin, layout, screenSmall }, ordered, spoke, lead.current, spotlight);
  lead.current = focus?.source === "camera" ? focus.identity : null;
  const me = people.find(({ local }) => local);
  const floating = people.length < AMONG_OTHERS && me !== undefined && focus?.identity !== me.identity;
  const shown = floating ? people.filter(({ local }) => !local) : people;
  if (focus)
    return (
      <div className={styles.stage}>
        <FocusView people={ordered} focus={focus} />
      </div>
    );
  return (
    <div className={styles.stage}>
      {shown.length > 0 && <Gallery people={shown} />}
      {floating && <SelfTile me={me} />}
    </div>
  );
}
