import { Route, Routes } from "react-router";
import { Gate } from "../account/gate.tsx";
import { NotHere } from "../ui/not-here.tsx";
import { useShell, useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";

/** The back office. */
export default function Admin() {
  const { admin } = useWords();
  useShell("staff");
  useTitle(admin.title);
  return (
    <Gate roles={["admin"]}>
      <Routes>
        <Route index element={<h1>{admin.title}</h1>} />
        <Route path="*" element={<NotHere />} />
      </Routes>
    </Gate>
  );
}
