package dev.sinter.samples.tour;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.TensorFunction;
import dev.sinter.ir.Diagnostic;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a step shows. */
public final class Page {
    private final StringBuilder text = new StringBuilder();

    Page() {}

    /** Writes what somebody typed and what came of it. */
    public void show(String typed, @Nullable Object value) {
        String shown = value instanceof long[] array ? Arrays.toString(array) : String.valueOf(value);
        text.append("> ").append(typed).append('\n').append(shown).append(shown.endsWith("\n") ? "" : "\n");
    }

    /** Writes the message with which this is refused; that it is not is an error. */
    public void refused(String typed, Supplier<?> mistake) {
        try {
            Object value = mistake.get();
            throw new AssertionError(typed + " was not refused, it gave " + value);
        } catch (Diagnostic | IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
            show(typed, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The function's result, computed eagerly; traced and compiled it must have the same bits, which is written too.
     *
     * @param function any computation on tensors
     * @param inputs   what it is called with; the compiled program takes tensors of these types
     */
    public Tensor compiled(String typed, Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        String[] signature = new String[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            signature[i] = "x" + i + ": " + inputs[i].type();
        }
        return same(typed, function.apply(List.of(inputs)),
                Sinter.trace(in -> List.of(function.apply(in)), signature).compile().call(inputs));
    }

    /** The same for a module, whose parameters and buffers become state of the program. */
    public Tensor compiled(String typed, TensorFunction module, Tensor x) {
        return same(typed, module.call(x), Sinter.compile(module, "x: " + x.type()).call(x));
    }

    private Tensor same(String typed, Tensor eager, Tensor compiled) {
        if (!compiled.toBuffer().sameBits(eager.toBuffer())) {
            throw new AssertionError(typed + " has other bits when it is compiled");
        }
        show(typed + "   // compiled: the same bits", eager);
        return eager;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
