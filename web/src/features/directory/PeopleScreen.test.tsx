import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import PeopleScreen from "./PeopleScreen";

const OWNER = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "UTC",
  picture: "",
  role: "owner" as const,
  rights: ["see_directory", "manage_people", "manage_administrators", "manage_site"] as const,
};
const card = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  email: `${name.toLowerCase()}@example.org`,
  picture: "",
  role: "member",
  active: true,
  invited: false,
  language: "en",
  time_zone: "UTC",
  ...more,
});
let asked: string[];

function server(answer: (path: string, body: unknown) => unknown): void {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}`);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    return Response.json(answer(path, body));
  });
}

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
  window.history.replaceState(null, "", "/people");
});
afterEach(() => vi.unstubAllGlobals());

describe("the people of the site", () => {
  it("come in pages, with what is special beside the name", async () => {
    server((path) =>
      path.includes("after=x")
        ? { people: [card("p3", "Cici", { active: false })], next: "" }
        : { people: [card("p2", "Budi", { invited: true })], next: "x" },
    );
    render(<PeopleScreen />);
    expect((await screen.findByText("Budi")).closest("li")?.textContent).toContain("Invited");
    fireEvent.click(screen.getByRole("button", { name: "Show more" }));
    expect((await screen.findByText("Cici")).closest("li")?.textContent).toContain("Disabled");
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("are disabled only after a question that names the person", async () => {
    server((path) =>
      path.startsWith("/api/people?")
        ? { people: [card("p2", "Budi")], next: "" }
        : card("p2", "Budi", { active: false }),
    );
    render(<PeopleScreen />);
    fireEvent.click(await screen.findByRole("button", { name: "Options for Budi" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "Disable" }));
    expect(await screen.findByRole("heading", { name: "Disable Budi?" })).toBeDefined();
    expect(asked.filter((line) => line.startsWith("PATCH"))).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Disable" }));
    expect(await screen.findByText("Disabled")).toBeDefined();
  });

  it("are forgotten only when the name was typed, and leave the list", async () => {
    server((path) =>
      path.startsWith("/api/people?") ? { people: [card("p2", "Budi"), card("p3", "Cici")], next: "" } : {},
    );
    render(<PeopleScreen />);
    fireEvent.click(await screen.findByRole("button", { name: "Options for Budi" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "Delete the account" }));
    const field = await screen.findByLabelText("Type the name to confirm: Budi");
    const erase = screen.getByRole<HTMLButtonElement>("button", { name: "Delete the account" });
    fireEvent.change(field, { target: { value: "Cici" } });
    expect(erase.disabled).toBe(true);
    fireEvent.change(field, { target: { value: " budi" } });
    expect(erase.disabled).toBe(false);
    fireEvent.submit(field);
    await waitFor(() => expect(screen.queryByText("Budi")).toBeNull());
    expect(asked).toContain("POST /api/people/p2/erase");
    expect(screen.getByText("Cici")).toBeDefined();
  });

  it("are not offered to be forgotten to themselves", async () => {
    server(() => ({ people: [card(OWNER.id, "Ana")], next: "" }));
    render(<PeopleScreen />);
    fireEvent.click(await screen.findByRole("button", { name: "Options for Ana" }));
    expect(screen.queryByRole("menuitem", { name: "Delete the account" })).toBeNull();
  });

  it("are invited, and the link is shown to be handed over", async () => {
    const link = { purpose: "invitation", link: "https://box/welcome#s", mailed: false };
    server((path) => (path === "/api/people" ? { person: card("p2", "Budi"), link } : { people: [], next: "" }));
    render(<PeopleScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Invite" }));
    const field = await screen.findByLabelText("E-mail address");
    fireEvent.change(field, { target: { value: "budi@example.org" } });
    fireEvent.submit(field);
    expect(await screen.findByDisplayValue("https://box/welcome#s")).toBeDefined();
    expect(screen.getByRole("heading", { name: "Invitation for Budi" })).toBeDefined();
  });

  it("are imported only after each line was shown", async () => {
    const lines = [
      { line: 2, outcome: "create", email: "budi@example.org", name: "Budi", changes: [], problem: "" },
      { line: 3, outcome: "error", email: "x", name: "", changes: [], problem: "email" },
    ];
    const links = [{ email: "budi@example.org", name: "Budi", link: "https://box/welcome#s", mailed: false }];
    const applied: unknown[] = [];
    server((path, body) => {
      if (path !== "/api/people/import") return { people: [], next: "" };
      applied.push((body as { apply: boolean }).apply);
      return { lines, links: (body as { apply: boolean }).apply ? links : [] };
    });
    render(<PeopleScreen />);
    fireEvent.click(screen.getByRole("button", { name: "Import" }));
    const file = await screen.findByLabelText("Choose a file");
    fireEvent.change(file, { target: { files: [new File(["email\nbudi@example.org\nx\n"], "people.csv")] } });
    expect(await screen.findByText("No e-mail address")).toBeDefined();
    expect(applied).toEqual([false]);
    fireEvent.click(screen.getByRole("button", { name: "Apply 1 change" }));
    expect(await screen.findByRole("button", { name: "Download the links" })).toBeDefined();
    await waitFor(() => expect(applied).toEqual([false, true]));
  });
});
