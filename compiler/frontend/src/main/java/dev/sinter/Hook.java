package dev.sinter;

import java.util.List;

/** An action registered by {@link Tensor#registerHook}. */
public final class Hook {
    private final List<History.Hook> among;
    private final History.Hook hook;

    Hook(List<History.Hook> among, History.Hook hook) {
        this.among = among;
        this.hook = hook;
    }

    /** From now on the action is not called any more. */
    public void remove() {
        among.removeIf(each -> each == hook);
    }
}
