package dev.sinter.compiler.cuda;

import dev.sinter.compiler.driver.LiteralBuffers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Signature;
import dev.sinter.runtime.cuda.CudaPlan;
import dev.sinter.runtime.cuda.CudaProgram;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Graphs to be run on a device together: their kernels are compiled as one text, and each result is held against the interpreter's bits. */
final class Cases {
    /** A graph, what it is given, and the values of its symbols. */
    private record Case(Graph graph, Map<String, Literal> inputs, CudaBackend.Program program) {}

    private final TestDevice device;
    private final List<Case> cases = new ArrayList<>();
    private final List<CudaKernel> kernels = new ArrayList<>();
    private final Random random = new Random(20261121);
    private Scheduler scheduler = Scheduler.fusing();

    Cases(TestDevice device) {
        this.device = device;
    }

    /** Gives each op a kernel of its own from here on. */
    Cases plain() {
        scheduler = Scheduler.plain();
        return this;
    }

    /** Adds a graph with random inputs for these values of its symbols. */
    Cases add(String text, Map<String, Long> symbols) {
        return add(Parser.parse(text), symbols);
    }

    Cases add(String text) {
        return add(text, Map.of());
    }

    Cases add(Graph graph, Map<String, Long> symbols) {
        Map<String, Literal> inputs = new LinkedHashMap<>();
        for (Node node : graph.inputs()) {
            inputs.put(((Source.Input) node.op()).id(), Bits.random(Symbols.evaluate(node.type(), symbols), random));
        }
        return given(graph, inputs);
    }

    /** Adds a graph with these inputs. */
    Cases given(Graph graph, Map<String, Literal> inputs) {
        String prefix = "g" + cases.size() + "_";
        CudaBackend.Program program = lower(graph, scheduler);
        program.kernels().forEach(kernel -> kernels.add(kernel.named(prefix + kernel.name())));
        List<CudaPlan.Step> steps = program.plan().steps()
                .stream().<CudaPlan.Step>map(step -> step instanceof CudaPlan.Launch launch
                        ? new CudaPlan.Launch(prefix + launch.function(), launch.blocks(), launch.threads(),
                                launch.arguments())
                        : step)
                .toList();
        CudaPlan plan = program.plan();
        plan = new CudaPlan(plan.signature(), plan.slots(), steps, plan.inputs(), plan.outputs());
        cases.add(new Case(graph, inputs, new CudaBackend.Program(plan, program.kernels())));
        return this;
    }

    static CudaBackend.Program lower(Graph graph, Scheduler scheduler) {
        return CudaBackend.lower(scheduler.schedule(graph));
    }

    /** Compiles everything and runs each graph in each order of threads that the device knows. */
    void check() {
        byte[] image = device.compile(CudaKernel.source(kernels));
        for (Case each : cases) {
            Map<String, Literal> expected = Interpreter.run(each.graph(), each.inputs());
            for (int order : device.orders()) {
                device.order(order);
                try (CudaProgram program = new CudaProgram(device.driver(), 0, each.program().plan(), image)) {
                    assertThat(Bits.canonical(run(program, each.inputs())))
                            .as("order %s of\n%s\n%s", order, each.graph(), each.program().source())
                            .isEqualTo(Bits.canonical(expected));
                }
            }
        }
        device.order(0);
    }

    /** The outputs by name; updated inputs are copies. */
    static Map<String, Literal> run(Executable program, Map<String, Literal> given) {
        Signature signature = program.signature();
        Buffer[] inputs = signature.inputs().stream().map(input -> LiteralBuffers.buffer(get(given, input.name())))
                .toArray(Buffer[]::new);
        Buffer[] outputs = new Buffer[signature.outputs().size()];
        program.run(inputs, outputs);
        Map<String, Literal> results = new LinkedHashMap<>();
        for (int i = 0; i < outputs.length; i++) {
            results.put(signature.outputs().get(i).name(), LiteralBuffers.literal(outputs[i]));
        }
        return results;
    }

    private static Literal get(Map<String, Literal> values, String name) {
        Literal value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for " + name);
        }
        return value;
    }

}
