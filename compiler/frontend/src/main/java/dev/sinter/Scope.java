package dev.sinter;

/** A mode of this thread that ends when the scope is closed, by the thread that opened it: {@code try (var _ = noGrad()) {...}}. */
public final class Scope implements AutoCloseable {
    private final Runnable end;

    private Scope(Runnable end) {
        this.end = end;
    }

    static Scope grad(boolean enabled) {
        Recorder recorder = Recorder.mine();
        boolean before = recorder.gradEnabled();
        recorder.setGradEnabled(enabled);
        return new Scope(() -> recorder.setGradEnabled(before));
    }

    static Scope inference() {
        Recorder recorder = Recorder.mine();
        boolean before = recorder.isInference();
        recorder.setInference(true);
        return new Scope(() -> recorder.setInference(before));
    }

    static Scope immediate(boolean immediate) {
        Recorder recorder = Recorder.mine();
        boolean before = recorder.isImmediate();
        recorder.setImmediate(immediate);
        return new Scope(() -> recorder.setImmediate(before));
    }

    /** Ends the mode. */
    @Override
    public void close() {
        end.run();
    }
}
