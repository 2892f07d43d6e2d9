package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Executable;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
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
     * @param hooks what to do with what flows to a node, once all of it has been added up
     */
    List<@Nullable Node> differentiate(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt,
            Map<Node, UnaryOperator<Node>> hooks);

    /**
     * The forward-mode derivative, as nodes of the same builder: for each of {@code roots} how it changes when {@code wrt} change by
     * {@code tangents}, which have their types; null where it does not depend on them.
     */
    default List<@Nullable Node> pushForward(Graph.Builder builder, List<Node> roots, List<Node> wrt,
            List<Node> tangents) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no forward mode");
    }

    /**
     * Each of {@code roots} for {@code size} samples, along a new first axis; null where it is the same for all.
     *
     * @param samples what stands for one sample, and in its place all samples, along a new first axis
     */
    default List<@Nullable Node> batch(Graph.Builder builder, List<Node> roots, Map<Node, Node> samples, Dim size) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " does not batch functions");
    }

    /** The GPUs that it could use, none where it computes on the CPU only. */
    default List<Cuda.Gpu> gpus() {
        return List.of();
    }

    /** Why there is none of {@link #gpus}, in one sentence; empty where there are some. */
    default String whyNoGpu() {
        return getClass().getSimpleName() + " computes on the CPU only.";
    }
}
