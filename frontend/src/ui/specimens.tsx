import { type ReactNode, useState } from "react";
import { LoginForm } from "../account/login-form.tsx";
import { Problem, unanswered } from "../api/problems.ts";
import { Badge, Board, DietMark, Stamp, Tape } from "./badges.tsx";
import { Button, LinkButton } from "./button.tsx";
import { Combobox, Marked } from "./combobox.tsx";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { Field } from "./field.tsx";
import { toast } from "./messages.tsx";
import { BigMoney, UnitPrice } from "./money.tsx";
import { useShell } from "./page.ts";
import { Segments } from "./segments.tsx";
import { Empty, Loading, Skeleton } from "./states.tsx";
import { Stepper } from "./stepper.tsx";
import { SweetPicture } from "./sweet-picture.tsx";
import { LanguageSwitch, ThemeSwitch } from "./switches.tsx";
import "./specimens.css";

const NAMES = [
  "Gulab Jamun, Kala Jamun, Rasmalai, Kalakand, Alwar Milk Cake, Kesar Peda, Rasgulla, Sandesh, Nolen Gur Sandesh",
  "Cham Cham, Mishti Doi, Kaju Katli, Pista Barfi, Coconut Barfi, Chocolate Barfi, Motichoor Laddu, Besan Laddu",
  "Til Laddu, Gajar Halwa, Moong Dal Halwa, Karachi Halwa, Jalebi, Imarti, Balushahi, Soan Papdi, Peanut Chikki",
  "Agra Petha, Anjeer Barfi, Mysore Pak, Baklava, Turkish Delight, Dark Chocolate Bar, Raspberry Macaron, Plum Cake",
  "Namkeen Mixture, Assorted Mithai Box 500 g",
].flatMap((line) => line.split(", "));

/** The shared pieces with their states, in development only. */
export default function Specimens() {
  const [shell, setShell] = useState<"shop" | "staff">("shop");
  useShell(shell);
  return (
    <main id="main" className="wrap specimens">
      <h1>Pieces</h1>
      <div className="specimen-row">
        <Segments
          legend="Shell"
          options={[
            { value: "shop", label: "Shop" },
            { value: "staff", label: "Staff" },
          ]}
          value={shell}
          onChange={setShell}
        />
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <Buttons />
      <Fields />
      <Quantities />
      <Search />
      <Dialogs />
      <Part title="Badges">
        <Stamp>Fresh today</Stamp>
        <Tape>Only 0.750 kg left</Tape>
        <Board>Sold out</Board>
        <Badge tone="ok">Received</Badge>
        <Badge tone="warn">Best today</Badge>
        <Badge tone="bad">Sold out</Badge>
        <Badge tone="plain">Draft</Badge>
        <DietMark diet="veg" />
        <DietMark diet="egg" />
        <DietMark diet="non_veg" />
      </Part>
      <Part title="States">
        <Loading>
          <Skeleton width="12rem" height="2rem" />
          <Skeleton />
        </Loading>
        <Empty title="Nothing like “besan gulab”" action={<Button look="line">See all sweets</Button>}>
          <p>Try one word of it, or a category.</p>
        </Empty>
        <Failure error={unanswered()} onRetry={() => toast("Tried again")} />
        <Failure error={new Problem({ code: "internal_error", detail: "", status: 500, request_id: "4f1c2a" })} />
      </Part>
      <Part title="Sweets">
        {NAMES.map((name) => (
          <figure key={name} className="specimen-sweet">
            <SweetPicture sweet={{ name, category: { name: "" }, picture: null }} isOnTray />
            <figcaption>{name}</figcaption>
          </figure>
        ))}
        <figure className="specimen-sweet">
          <SweetPicture sweet={{ name: "Rasgulla", category: { name: "" }, picture: null }} isOnTray isGone />
          <figcaption>Sold out</figcaption>
        </figure>
      </Part>
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      <div className="specimen-row">{children}</div>
    </section>
  );
}

function Buttons() {
  return (
    <Part title="Buttons">
      <Button>Add ₹280</Button>
      <Button look="line">Take it out</Button>
      <Button isBig>Place the order</Button>
      <Button shortcut="F9">Pay</Button>
      <Button aria-disabled="true">Waits for the connection</Button>
      <LinkButton to="/" look="line">
        Back to the shop
      </LinkButton>
      <span className="specimen-board">
        <Button look="gold">See the boxes</Button>
      </span>
    </Part>
  );
}

function Fields() {
  return (
    <Part title="Fields">
      <Field label="Name" />
      <Field label="E-mail" hint="Receipts go nowhere else." defaultValue="asha@example.com" />
      <Field label="Phone" defaultValue="12" error="A phone number has ten digits." />
      <LoginForm />
    </Part>
  );
}

function Quantities() {
  const [kilos, setKilos] = useState("0.75");
  const [pieces, setPieces] = useState("2");
  return (
    <Part title="Money and quantities">
      <span className="specimen-money">
        <BigMoney amount="1762.00" />
      </span>
      <span>
        <UnitPrice price="560.00" unit="kg" />
      </span>
      <Stepper label="Kaju Katli" quantity={kilos} unit="kg" step="0.05" least="0.1" most="1.2" onChange={setKilos} />
      <Stepper label="Rasmalai" quantity={pieces} unit="piece" step="1" least="1" most="3" onChange={setPieces} />
    </Part>
  );
}

function Search() {
  const [text, setText] = useState("");
  const found = NAMES.filter((name) => name.toLowerCase().includes(text.trim().toLowerCase())).slice(0, 6);
  return (
    <Part title="Search">
      <div className="specimen-wide">
        <Combobox
          label="Find a sweet"
          placeholder="Ladoo, barfi, jalebi"
          text={text}
          onText={setText}
          items={found}
          keyOf={(name) => name}
          render={(name) => <Marked text={name} part={text} />}
          onChoose={(name) => toast(`Chose ${name}`)}
          marksFirst
        />
      </div>
    </Part>
  );
}

function Dialogs() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Part title="Dialogs and messages">
      <Button look="line" onClick={() => setIsOpen(true)}>
        Open a dialog
      </Button>
      <Button look="line" onClick={() => toast("Jalebi taken out", { label: "Undo", onPress: () => toast("Back in") })}>
        Show a message
      </Button>
      {isOpen && (
        <Dialog title="Discount" onClose={() => setIsOpen(false)}>
          <Field label="Per cent" autoFocus />
          <Button onClick={() => setIsOpen(false)}>Take 10% off</Button>
        </Dialog>
      )}
    </Part>
  );
}
