import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";

/** Somebody with an account; admins alone may ask. */
export function userQuery(user_id: number) {
  return queryOptions({
    queryKey: ["users", user_id],
    queryFn: ({ signal }) => ask(api.GET("/api/users/{user_id}", { params: { path: { user_id } }, signal })),
  });
}
