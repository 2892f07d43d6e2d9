package dev.sinter.compiler.driver;

import dev.sinter.Cuda.Gpu;
import dev.sinter.Evaluator;
import dev.sinter.compiler.passes.Batch;
import dev.sinter.compiler.passes.Forward;
import dev.sinter.compiler.passes.Reverse;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.cuda.Cuda;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the front end finds as its {@link Evaluator}: this compiler, in this process. */
public final class GraphEvaluator implements Evaluator {
    /** For the service loader. */
    public GraphEvaluator() {}

    @Override
    public Executable compile(Graph graph) {
        return Compiler.strict().load(graph, Set.of());
    }

    @Override
    public List<@Nullable Node> differentiate(Graph.Builder builder, List<Node> roots, List<Node> seeds,
            List<Node> wrt, Map<Node, UnaryOperator<Node>> hooks) {
        return Reverse.flows(builder, roots, seeds, wrt, hooks);
    }

    @Override
    public List<@Nullable Node> pushForward(Graph.Builder builder, List<Node> roots, List<Node> wrt,
            List<Node> tangents) {
        return Forward.tangents(builder, roots, wrt, tangents);
    }

    @Override
    public List<@Nullable Node> batch(Graph.Builder builder, List<Node> roots, Map<Node, Node> samples, Dim size) {
        return Batch.over(builder, roots, samples, size);
    }

    @Override
    public List<Gpu> gpus() {
        return Cuda.devices().stream().map(gpu -> new Gpu(gpu.name(), gpu.memoryBytes())).toList();
    }

    @Override
    public String whyNoGpu() {
        return Cuda.reason();
    }
}
