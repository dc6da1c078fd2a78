/** Whom to invite: addresses as one types or pastes them, people of the directory by a part of their name. */
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonCard } from "@/api/directory";
import { Avatar } from "@/ui/Avatar";
import { classes } from "@/ui/classes";
import { TextField } from "@/ui/TextField";
import { addressesIn, searchedIn, withAddress } from "./invitees";
import styles from "./PeopleField.module.css";
import { useDirectory } from "./useDirectory";

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

export function PeopleField({ text, onChange }: { text: string; onChange(text: string): void }) {
  const { t } = useTranslation("calendar");
  const id = useId();
  const [active, setActive] = useState(0);
  // Offers that were sent away with Escape come again with the next letter.
  const [dismissed, setDismissed] = useState("");
  const invited = addressesIn(text);
  const found = useDirectory(searchedIn(text), invited);
  const offers = dismissed === text ? [] : found;
  const chosen = offers[Math.min(active, offers.length - 1)];

  const type = (typed: string) => {
    setActive(0);
    onChange(typed);
  };
  const pick = (person: PersonCard) => type(withAddress(text, person.email));
  const onKeyDown = (event: KeyboardEvent) => {
    if (chosen === undefined) return;
    const step = STEPS[event.key];
    if (step !== undefined) setActive((offers.indexOf(chosen) + step + offers.length) % offers.length);
    else if (event.key === "Enter") pick(chosen);
    else if (event.key === "Escape") setDismissed(text);
    else return;
    // Neither does the form go off nor the dialog close.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div>
      <TextField
        label={t("field.people")}
        placeholder={t("field.peopleExample")}
        hint={invited.length > 0 ? t("field.peopleCount", { count: invited.length }) : t("field.peopleHint")}
        value={text}
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen && `${id}-${chosen.id}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setDismissed(text)}
      />
      {chosen && (
        <div id={`${id}-list`} className={styles.offers} role="listbox" aria-label={t("field.found")}>
          {offers.map((person) => (
            <button
              key={person.id}
              id={`${id}-${person.id}`}
              type="button"
              role="option"
              aria-selected={person === chosen}
              tabIndex={-1}
              className={classes(styles.offer, person === chosen && styles.chosen)}
              // A press must not take the focus out of the field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(person)}
            >
              <Avatar id={person.id} name={person.name} picture={person.picture} size={32} />
              <span className={styles.words}>
                <span>{person.name}</span>
                <small>{person.email}</small>
              </span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
