import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Template } from "@/api/templates";
import { forgetMe, setMe } from "@/features/account/me";
import { PlanDialog } from "@/features/calendar/PlanDialog";
import { rulesText } from "./rulesText";
import { StartFromTemplate } from "./StartFromTemplate";
import { TemplatesDialog } from "./TemplatesDialog";

const ANA = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "UTC",
  picture: "",
  role: "member" as const,
  rights: ["see_directory"] as const,
};
const CLASS: Template = {
  id: "t1",
  name: "Class",
  shared: false,
  title: "Physics",
  agenda: "Homework",
  minutes: 45,
  early_minutes: 10,
  rules: { entry: "invited", others: "refuse", pin: true, places: 4, minutes: 90, switches: { share: false } },
};
const HEARING: Template = { ...CLASS, id: "t2", name: "Hearing", shared: true, title: "", agenda: "" };
let known: Template[];
/** What the site lets no template change. */
let forced: Partial<Template["rules"]> | null = null;
let sent: { call: string; body: Record<string, unknown> | undefined }[];

/** A server that keeps what it is told. */
function server(...templates: Template[]): void {
  known = templates;
  forced = null;
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    if (init.method !== "GET") sent.push({ call: `${init.method} ${path}`, body });
    if (path === "/api/templates" && init.method === "GET") return Response.json({ templates: known });
    if (path.endsWith("/start")) return Response.json({ id: "m1", title: "", link: "https://meet.example/m/m1" });
    if (path === "/api/plans") return Response.json({ id: "1", meeting: "m1", invitees: [] });
    if (init.method === "DELETE") {
      known = known.filter(({ id }) => !path.endsWith(id));
      return new Response(null, { status: 204 });
    }
    const made = { ...CLASS, ...body, ...(forced && { rules: { ...CLASS.rules, ...forced } }), id: "t9" } as Template;
    if (init.method === "POST") known = [...known, made];
    return Response.json(made);
  });
}

beforeEach(() => {
  forgetMe();
  setMe(ANA);
  window.history.replaceState(null, "", "/");
});
afterEach(() => vi.unstubAllGlobals());

describe("a planned meeting", () => {
  it("starts from a template: its texts are in the form, its rules are told and sent along", async () => {
    server(CLASS, HEARING);
    render(<PlanDialog onClose={() => undefined} onDone={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Start from a template" }));
    fireEvent.click(await screen.findByRole("menuitemradio", { name: "Class" }));
    expect(screen.getByLabelText<HTMLInputElement>("Title").value).toBe("Physics");
    expect(screen.getByTestId("template-rules").textContent).toContain("Only invited people come in");
    fireEvent.change(screen.getByLabelText("Title"), { target: { value: "Physics 8B" } });
    fireEvent.submit(screen.getByLabelText("Title"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      call: "POST /api/plans",
      body: { title: "Physics 8B", agenda: "Homework", minutes: 45, early_minutes: 10, template: "t1" },
    });
  });

  it("keeps what was typed where the template says nothing, and lets go of the template", async () => {
    server(HEARING);
    render(<PlanDialog onClose={() => undefined} onDone={() => undefined} />);
    fireEvent.change(screen.getByLabelText("Title"), { target: { value: "Budget" } });
    fireEvent.click(await screen.findByRole("button", { name: "Start from a template" }));
    fireEvent.click(await screen.findByRole("menuitemradio", { name: "Hearing" }));
    expect(screen.getByLabelText<HTMLInputElement>("Title").value).toBe("Budget");
    fireEvent.click(screen.getByRole("button", { name: "Template: Hearing" }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "No template" }));
    fireEvent.submit(screen.getByLabelText("Title"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).not.toHaveProperty("template");
  });

  it("lets go of a template that was deleted meanwhile", async () => {
    server(CLASS);
    render(<PlanDialog onClose={() => undefined} onDone={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Start from a template" }));
    fireEvent.click(await screen.findByRole("menuitemradio", { name: "Class" }));
    fireEvent.click(screen.getByRole("button", { name: "Template: Class" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "Manage templates" }));
    const list = within(screen.getByRole("dialog", { name: "Templates" }));
    fireEvent.click(await list.findByRole("button", { name: "Delete Class" }));
    await list.findByRole("button", { name: "Undo" });
    fireEvent.click(list.getByRole("button", { name: "Close" }));
    expect(await screen.findByRole("button", { name: "Start from a template" })).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>("Title").value).toBe("Physics");
  });

  it("is saved as a template without leaving the form, and without planning anything", async () => {
    server();
    render(<PlanDialog onClose={() => undefined} onDone={() => undefined} />);
    fireEvent.change(screen.getByLabelText("Title"), { target: { value: "Review" } });
    fireEvent.click(screen.getByRole("button", { name: "Save as template" }));
    const dialog = within(screen.getByRole("dialog", { name: "Save as a template" }));
    expect(dialog.queryByRole("switch")).toBeNull();
    fireEvent.change(dialog.getByLabelText("Name of the template"), { target: { value: "Reviews" } });
    fireEvent.submit(dialog.getByLabelText("Name of the template"));
    expect(await screen.findByRole("button", { name: "The template “Reviews” is saved." })).toBeDefined();
    expect(sent).toEqual([
      {
        call: "POST /api/templates",
        body: { name: "Reviews", shared: false, title: "Review", agenda: "", minutes: 30, early_minutes: null },
      },
    ]);
  });
});

describe("a date that is being changed", () => {
  it("gives its meeting's rules to the template", async () => {
    server();
    const at = { date: "2027-03-01T09:00", starts: "2027-03-01T09:00:00Z", ends: "2027-03-01T09:30:00Z", zone: "UTC" };
    const same = { meeting: "m1", title: "Round", agenda: "", mine: true };
    const date = { ...at, ...same, plan: "1", repeats: false, changed: false, answer: null };
    const about = { id: "1", starts: at.date, minutes: 30, zone: "UTC", recurrence: "", early_minutes: 5 };
    const plan = { ...same, ...about, pin: "", cancelled: false, invitees: [] };
    const change = { date, plan, scope: "all" as const };
    render(<PlanDialog change={change} onClose={() => undefined} onDone={() => undefined} />);
    expect(screen.queryByRole("button", { name: "Start from a template" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Save as template" }));
    fireEvent.submit(screen.getByLabelText("Name of the template"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({ name: "Round", minutes: 30, early_minutes: 5, rules_of: "m1" });
  });
});

describe("the list of templates", () => {
  it("deletes with a way back", async () => {
    server(CLASS, HEARING);
    render(<TemplatesDialog onClose={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Delete Class" }));
    const undo = await screen.findByRole("button", { name: "Undo" });
    expect(screen.queryByText("Class")).toBeNull();
    fireEvent.click(undo);
    expect(await screen.findByText("Class")).toBeDefined();
    const { id: _, ...content } = CLASS;
    expect(sent[1]).toEqual({ call: "POST /api/templates", body: content });
  });

  it("lets a member use the organisation's and an administrator change them", async () => {
    server(HEARING);
    const shown = render(<TemplatesDialog onClose={() => undefined} />);
    expect(await screen.findByText("Hearing")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Delete Hearing" })).toBeNull();
    shown.unmount();
    setMe({ ...ANA, role: "owner", rights: ["manage_site"] });
    render(<TemplatesDialog onClose={() => undefined} />);
    expect(await screen.findByRole("button", { name: "Delete Hearing" })).toBeDefined();
  });

  it("changes name and rules", async () => {
    server(CLASS);
    render(<TemplatesDialog onClose={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Change Class" }));
    const editor = within(screen.getByRole("dialog", { name: "Change the template" }));
    fireEvent.change(editor.getByLabelText("Name of the template"), { target: { value: "Lesson" } });
    fireEvent.click(editor.getByRole("radio", { name: "Everybody with the link" }));
    fireEvent.click(editor.getByRole("switch", { name: "Write in the chat" }));
    fireEvent.submit(editor.getByLabelText("Name of the template"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({
      call: "PATCH /api/templates/t1",
      body: { name: "Lesson", rules: { entry: "link", pin: true, switches: { share: false, chat: false } } },
    });
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Change the template" })).toBeNull());
    expect(screen.queryByText(/set for the whole site/)).toBeNull();
  });

  it("says so when the site has set a rule for good", async () => {
    server(CLASS);
    forced = { entry: "signed_in" };
    render(<TemplatesDialog onClose={() => undefined} />);
    fireEvent.click(await screen.findByRole("button", { name: "Change Class" }));
    const editor = within(screen.getByRole("dialog", { name: "Change the template" }));
    fireEvent.submit(editor.getByLabelText("Name of the template"));
    expect(await screen.findByText(/set for the whole site/)).toBeDefined();
  });
});

describe("the home page", () => {
  it("starts a meeting from a template", async () => {
    server(CLASS);
    render(<StartFromTemplate />);
    fireEvent.click(await screen.findByRole("button", { name: "Start from a template" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "Class" }));
    await waitFor(() => expect(window.location.pathname).toBe("/m/m1"));
    expect(sent[0]?.call).toBe("POST /api/templates/t1/start");
  });

  it("shows nothing where there is no template", async () => {
    server();
    const { container } = render(<StartFromTemplate />);
    await waitFor(() => expect(known).toEqual([]));
    expect(container.textContent).toBe("");
  });
});

describe("rules in one line", () => {
  it("say who comes in and what is different", () => {
    const t = i18next.getFixedT("en", "templates");
    expect(rulesText(CLASS.rules, "en", t)).toBe(
      "Only invited people come in · with a PIN · at most 4 people · at most 90 minutes · participants may not: share the screen",
    );
    const plain = { entry: "link", others: "refuse", pin: false, places: 0, minutes: 0, switches: {} } as const;
    expect(rulesText(plain, "en", t)).toBe("Everybody with the link comes in");
  });
});
