/** One picture large (a screen, a speaker, a pin), the others in a strip: beside it on a wide stage, below it on a tall one. */
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { WIDEST } from "@/call/layout";
import type { Participant } from "@/call/state";
import { useCall, useView } from "@/features/call/context";
import { useSize } from "@/features/call/useSize";
import type { Pin } from "@/features/call/view";
import { IconButton } from "@/ui/IconButton";
import { RovingFocus } from "@/ui/RovingFocus";
import styles from "./FocusView.module.css";
import { besides } from "./focus";
import { Screen } from "./Screen";
import { stripOf } from "./strip";
import { Tile } from "./Tile";

export function FocusView({ people, focus }: { people: readonly Participant[]; focus: Pin }) {
  const { t } = useTranslation("call");
  const { view } = useCall();
  const open = useView(({ strip }) => strip);
  const [stage, size] = useSize<HTMLDivElement>();
  const person = people.find(({ identity }) => identity === focus.identity);
  const others = besides(people, focus);
  const strip = stripOf(size, others.length);
  if (!person) return <div ref={stage} className={styles.focus} />;
  return (
    <div ref={stage} className={styles.focus} data-side={strip.side}>
      <div className={styles.large}>
        <Large person={person} focus={focus} />
        {others.length > 0 && (
          <IconButton
            size="s"
            className={styles.toggle}
            label={t(open ? "stage.hideStrip" : "stage.showStrip")}
            icon={open ? <IconLayoutSidebarRightCollapse /> : <IconLayoutSidebarRightExpand />}
            aria-expanded={open}
            onClick={() => view.setState({ strip: !open })}
          />
        )}
      </div>
      {open && others.length > 0 && (
        <RovingFocus orientation="both" role="group" aria-label={t("stage.people")} className={styles.strip}>
          {others.slice(0, strip.shown).map((other) => (
            <div key={other.identity} style={strip.tile}>
              <Tile person={other} box={strip.tile} />
            </div>
          ))}
          {others.length > strip.shown && <More count={others.length - strip.shown} size={strip.tile} />}
        </RovingFocus>
      )}
    </div>
  );
}

function Large({ person, focus }: { person: Participant; focus: Pin }) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div ref={box} className={styles.box}>
      {focus.source === "screen" && person.screenTrack !== null ? (
        <Screen person={person} track={person.screenTrack} box={size} />
      ) : (
        <Tile person={person} box={size} bare={size.width / Math.max(1, size.height) < WIDEST * 2} />
      )}
    </div>
  );
}

/** The rest, as a number that leads to the list of people. */
function More({ count, size }: { count: number; size: { width: number; height: number } }) {
  const { t } = useTranslation("call");
  const { view } = useCall();
  return (
    <button
      type="button"
      className={styles.more}
      style={size}
      aria-label={t("stage.more", { count })}
      onClick={() => view.setState({ panel: "people" })}
    >
      +{count}
    </button>
  );
}
