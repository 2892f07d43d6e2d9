package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Evaluates by the interpreter: the meaning of a program, without any compiler. Counts what it is asked to do. */
public final class InterpretingEvaluator implements Evaluator {
    static final AtomicInteger COMPILED = new AtomicInteger();
    static final AtomicInteger RUN = new AtomicInteger();

    @Override
    public Executable compile(Graph graph) {
        COMPILED.incrementAndGet();
        return new Interpreted(graph, signature(graph));
    }

    @Override
    public List<Node> differentiate(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt,
            Map<Node, UnaryOperator<Node>> hooks) {
        if (!hooks.isEmpty()) {
            throw new UnsupportedOperationException("hooks");
        }
        return ReverseMode.differentiate(builder, roots, seeds, wrt);
    }

    private static Signature signature(Graph graph) {
        List<Signature.Parameter> inputs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Node input : graph.inputs()) {
            String name = ((Source.Input) input.op()).id();
            names.add(name);
            inputs.add(new Signature.Parameter(name, input.type(), graph.outputs().containsKey(name)));
        }
        List<Signature.Result> outputs = new ArrayList<>();
        graph.outputs()
                .forEach((name, node) -> outputs.add(new Signature.Result(name, node.type(), names.indexOf(name))));
        return new Signature(graph.name(), inputs, outputs);
    }

    private record Interpreted(Graph graph, Signature signature) implements Executable {
        @Override
        public void run(Buffer[] inputs, Buffer[] outputs) {
            RUN.incrementAndGet();
            Map<String, Literal> given = new LinkedHashMap<>();
            for (int i = 0; i < inputs.length; i++) {
                given.put(signature.inputs().get(i).name(), literal(inputs[i]));
            }
            List<Literal> results = new ArrayList<>(Interpreter.run(graph, given).values());
            for (int i = 0; i < outputs.length; i++) {
                int updates = signature.outputs().get(i).updates();
                Buffer buffer = buffer(results.get(i));
                if (updates == Signature.NOTHING) {
                    outputs[i] = buffer;
                } else {
                    inputs[updates].copyFrom(buffer);
                    outputs[i] = inputs[updates];
                }
            }
        }
    }

    static Literal literal(Buffer buffer) {
        return new Literal(buffer.type(), buffer.bits());
    }

    static Buffer buffer(Literal literal) {
        return Buffer.ofBits(literal.dtype(), literal.bits(), literal.shape().sizes());
    }
}
