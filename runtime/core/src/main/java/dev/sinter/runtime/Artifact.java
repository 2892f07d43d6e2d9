package dev.sinter.runtime;

import dev.sinter.runtime.io.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled model: its entry points and its weights. The compiler generates the subclasses, as the main class of a jar.
 *
 * <pre>{@code
 * public final class Digits extends Artifact {
 *     public static void main(String[] args) { Launcher.main(new Digits(), args); }
 *     public String name() { return "digits"; }
 *     public List<String> entries() { return List.of("predict", "train"); }
 *     protected Executable create(String entry) { return entry.equals("predict") ? new Predict() : new Train(); }
 *     protected InputStream resource(String name) { return Digits.class.getResourceAsStream(name); }
 * }
 * }</pre>
 */
public abstract class Artifact {
    /** The resource, beside the generated class, that holds the initial state; there is none where there is no state. */
    public static final String WEIGHTS = "weights.safetensors";

    protected Artifact() {}

    /** The model's name, for people. */
    public abstract String name();

    /** The names of the entry points, the default one first. */
    public abstract List<String> entries();

    /** A new program for one of {@link #entries}. */
    protected abstract Executable create(String entry);

    /** A file that lies beside the generated class, or null; the generated class opens it, as its module may keep it to itself. */
    protected abstract @Nullable InputStream resource(String name);

    /** A new copy of the weights that came with the model. */
    public final State initialState() throws IOException {
        try (InputStream weights = resource(WEIGHTS)) {
            return new State(weights == null ? Map.of() : Safetensors.read(weights, name() + "/" + WEIGHTS));
        }
    }

    /** The entry point of this name on a state that it may share with others; an unknown name is an {@link IllegalArgumentException}. */
    public final Entry entry(String entry, State state) {
        return new Entry(executable(entry), state);
    }

    final Executable executable(String entry) {
        if (!entries().contains(entry)) {
            throw new IllegalArgumentException(
                    name() + " has no entry '" + entry + "'; it has " + String.join(", ", entries()));
        }
        return create(entry);
    }
}
