import { Component, type ReactNode } from "react";
import { Failure } from "./failure.tsx";

interface Props {
  /** Another page is another try. */
  page: string;
  children: ReactNode;
}

interface State {
  error: unknown;
  page: string;
}

/** Says so where a page could not be shown, such as one that is loaded later while the device is offline. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null, page: this.props.page };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ page }: Props, state: State): Partial<State> | null {
    return page === state.page ? null : { error: null, page };
  }

  override render(): ReactNode {
    const { error } = this.state;
    // A part that failed to load is not asked for again by itself.
    return error === null ? this.props.children : <Failure error={error} onRetry={() => location.reload()} />;
  }
}
