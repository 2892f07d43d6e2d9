package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Executable;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * How graphs become values: the compiler, seen from here. Found with {@link ServiceLoader}.
 *
 * <p>Implementations are called from any thread.
 */
public interface Evaluator {
    /**
     * A program for the graph. Its inputs and outputs are the graph's, in the graph's order; an output with the name of an input
     * updates that input's buffer in place. The dimensions of the inputs may be symbolic.
     */
    Executable compile(Graph graph);

    /**
     * The reverse-mode derivative, as nodes of the same builder: for each of {@code wrt} what flows back to it from {@code roots}
     * when {@code seeds} flow into them, of the same type; null where nothing does.
     *
     * <p>A node of {@code wrt} may be any node, not only an input; what flows to it still flows on to the others.
     *
     * @param seeds one for each root, of the root's type
     */
    List<@Nullable Node> differentiate(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt);

    /** The GPUs that it could use, none where it computes on the CPU only. */
    default List<Cuda.Gpu> gpus() {
        return List.of();
    }

    /** Why there is none of {@link #gpus}, in one sentence; empty where there are some. */
    default String whyNoGpu() {
        return getClass().getSimpleName() + " computes on the CPU only.";
    }
}
