package dev.sinter.compiler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sinter.compiler.cuda.CudaBackend;
import dev.sinter.compiler.driver.Compiler;
import dev.sinter.compiler.driver.LiteralBuffers;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Program;
import dev.sinter.runtime.WorkerTeam;
import dev.sinter.types.Shape;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C8: control flow in a graph")
class ControlProgramTest {
    /** The state h = tanh(w * h + x), from step to step; what a step gives besides is h * h. */
    static final String RECURRENCE = """
            graph @recurrence(%h: f32[3], %x: f32[T,3], %w: f32[3]) {
              %last: f32[3] = scan %h, %x, %w {body={graph @step(%h: f32[3], %x: f32[3], %w: f32[3]) {
                %0: f32[3] = mul %w, %h
                %1: f32[3] = add %0, %x
                %2: f32[3] = mul %h, %h
                return h=%1, y=%2 }}, carries=1, sequences=1, length=T, reverse=REVERSE, result=0}
              %all: f32[T,3] = scan %h, %x, %w {body={graph @step(%h: f32[3], %x: f32[3], %w: f32[3]) {
                %0: f32[3] = mul %w, %h
                %1: f32[3] = add %0, %x
                %2: f32[3] = mul %h, %h
                return h=%1, y=%2 }}, carries=1, sequences=1, length=T, reverse=REVERSE, result=1}
              %before: f32[T,3] = scan %h, %x, %w {body={graph @step(%h: f32[3], %x: f32[3], %w: f32[3]) {
                %0: f32[3] = mul %w, %h
                %1: f32[3] = add %0, %x
                %2: f32[3] = mul %h, %h
                return h=%1, y=%2 }}, carries=1, sequences=1, length=T, reverse=REVERSE, result=2}
              return last=%last, all=%all, before=%before
            }
            """;

    /** Collatz: how many steps it takes to come to 1, of a number that is below a bound. */
    static final String COLLATZ = """
            graph @collatz(%n: i64[], %bound: i64[]) {
              %zero: i64[] = constant {value=0}
              %steps: i64[] = while %n, %zero, %bound {condition={graph @more(%n: i64[], %k: i64[], %bound: i64[]) {
                %1: i64[] = constant {value=1}
                %2: bool[] = ne %n, %1
                %3: bool[] = lt %k, %bound
                %4: bool[] = and %2, %3
                return %4 }}, body={graph @next(%n: i64[], %k: i64[], %bound: i64[]) {
                %1: i64[] = constant {value=1}
                %2: i64[] = constant {value=2}
                %3: i64[] = constant {value=3}
                %4: i64[] = rem %n, %2
                %5: bool[] = eq %4, %1
                %6: i64[] = cond %5, %n {then={graph @odd(%n: i64[]) {
                  %1: i64[] = constant {value=1}
                  %3: i64[] = constant {value=3}
                  %4: i64[] = mul %n, %3
                  %5: i64[] = add %4, %1
                  return %5 }}, else={graph @even(%n: i64[]) {
                  %1: i64[] = constant {value=2}
                  %2: i64[] = div %n, %1
                  return %2 }}, result=0}
                %7: i64[] = add %k, %1
                return n=%6, k=%7 }}, result=1}
              return %steps
            }
            """;

    static Map<String, Literal> interpreted(String text, Map<String, Literal> inputs) {
        Graph graph = Verifier.verify(Parser.parse(text));
        assertThat(Printer.print(Parser.parse(Printer.print(graph)))).isEqualTo(Printer.print(graph));
        return Interpreter.run(graph, inputs);
    }

    static Map<String, Literal> compiled(String text, Map<String, Literal> inputs) {
        return compiled(Parser.parse(text), inputs);
    }

    static Map<String, Literal> compiled(Graph graph, Map<String, Literal> inputs) {
        Executable program = Compiler.strict().compile(graph, "test.Control", Set.of()).load();
        Buffer[] given = graph.inputs().stream().map(Node::op)
                .map(op -> LiteralBuffers.buffer(inputs.get(((Source.Input) op).id()))).toArray(Buffer[]::new);
        Buffer[] results = new Buffer[graph.outputs().size()];
        for (int call = 0; call < 2; call++) {
            program.run(given, results);
        }
        Map<String, Literal> outputs = new LinkedHashMap<>();
        graph.outputs().keySet().forEach(name -> outputs.put(name, LiteralBuffers.literal(results[outputs.size()])));
        return outputs;
    }

    private static Map<String, Literal> recurrence(int steps) {
        float[] x = new float[3 * steps];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i % 7) * 0.25f - 0.5f;
        }
        return Map.of("h", Literal.of(Shape.of(3), 1f, -2f, 0.5f), "x", Literal.of(Shape.of(steps, 3), x), "w",
                Literal.of(Shape.of(3), 0.5f, 0.25f, -1.5f));
    }

    @Test
    @DisplayName("C8: a scan gives what a Java loop over the same steps gives, forwards and backwards, to the bit")
    void scanIsALoop() {
        for (boolean reverse : new boolean[]{false, true}) {
            for (int steps : new int[]{0, 1, 5}) {
                Map<String, Literal> inputs = recurrence(steps);
                float[] h = inputs.get("h").toFloats();
                float[] x = inputs.get("x").toFloats();
                float[] w = inputs.get("w").toFloats();
                float[] all = new float[x.length];
                float[] before = new float[x.length];
                for (int step = 0; step < steps; step++) {
                    int at = reverse ? steps - 1 - step : step;
                    for (int i = 0; i < 3; i++) {
                        before[at * 3 + i] = h[i];
                        all[at * 3 + i] = h[i] * h[i];
                        h[i] = w[i] * h[i] + x[at * 3 + i];
                    }
                }
                Map<String, Literal> expected = Map.of("last", Literal.of(Shape.of(3), h), "all",
                        Literal.of(Shape.of(steps, 3), all), "before", Literal.of(Shape.of(steps, 3), before));
                String text = RECURRENCE.replace("REVERSE", String.valueOf(reverse));
                assertThat(interpreted(text, inputs)).isEqualTo(expected);
                assertThat(compiled(text, inputs)).isEqualTo(expected);
            }
        }
    }

    @Test
    @DisplayName("C8: a while loop with a branch inside counts Collatz steps as Java does")
    void whileWithBranch() {
        for (long start : new long[]{1, 6, 27, 97}) {
            long steps = 0;
            for (long n = start; n != 1 && steps < 100; steps++) {
                n = n % 2 == 1 ? 3 * n + 1 : n / 2;
            }
            Map<String, Literal> inputs = Map.of("n", Literal.of(Shape.SCALAR, start), "bound",
                    Literal.of(Shape.SCALAR, 100L));
            assertThat(interpreted(COLLATZ, inputs).get("out0")).isEqualTo(Literal.of(Shape.SCALAR, steps));
            assertThat(compiled(COLLATZ, inputs).get("out0")).isEqualTo(Literal.of(Shape.SCALAR, steps));
        }
    }

    @Test
    @DisplayName("C8: only the branch that is taken runs: the other may divide by zero")
    void onlyOneBranchRuns() {
        String text = """
                graph @safe(%p: bool[], %n: i64[2], %d: i64[2]) {
                  %0: i64[2] = cond %p, %n, %d {then={graph @a(%n: i64[2], %d: i64[2]) {
                    %0: i64[2] = div %n, %d
                    return %0 }}, else={graph @b(%n: i64[2], %d: i64[2]) { return %n }}, result=0}
                  return %0
                }
                """;
        Map<String, Literal> inputs = Map.of("p", Literal.of(Shape.SCALAR, false), "n", Literal.of(Shape.of(2), 7L, 8L),
                "d", Literal.of(Shape.of(2), 0L, 2L));
        assertThat(interpreted(text, inputs).get("out0")).isEqualTo(inputs.get("n"));
        assertThat(compiled(text, inputs).get("out0")).isEqualTo(inputs.get("n"));
    }

    @Test
    @DisplayName("C8: two carries that change places at every step keep their values apart")
    void carriesChangePlaces() {
        String text = """
                graph @fibonacci(%a: i64[], %b: i64[]) {
                  %0: i64[] = scan %a, %b {body={graph @step(%a: i64[], %b: i64[]) {
                    %0: i64[] = add %a, %b
                    return a=%b, b=%0 }}, carries=2, sequences=0, length=10, reverse=false, result=0}
                  return %0
                }
                """;
        Map<String, Literal> inputs = Map.of("a", Literal.of(Shape.SCALAR, 0L), "b", Literal.of(Shape.SCALAR, 1L));
        assertThat(interpreted(text, inputs).get("out0")).isEqualTo(Literal.of(Shape.SCALAR, 55L));
        assertThat(compiled(text, inputs).get("out0")).isEqualTo(Literal.of(Shape.SCALAR, 55L));
    }

    @Test
    @DisplayName("C8: after the first call a compiled loop allocates nothing, however many steps it makes")
    void loopsAllocateNothing() {
        Graph graph = Parser.parse(RECURRENCE.replace("REVERSE", "false"));
        Program program = (Program) Compiler.strict().compile(graph, "test.Control", Set.of()).load();
        Map<String, Literal> inputs = recurrence(50);
        Buffer[] given = {LiteralBuffers.buffer(inputs.get("h")), LiteralBuffers.buffer(inputs.get("x")),
            LiteralBuffers.buffer(inputs.get("w"))};
        Buffer[] results = new Buffer[3];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (WorkerTeam team = new WorkerTeam(1)) {
            program.setTeam(team);
            for (int call = 0; call < 500; call++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                program.run(given, results);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertThat(least).isZero();
    }

    @Test
    @DisplayName("C8: CUDA refuses branches and loops by name")
    void cudaRefuses() {
        assertThatThrownBy(() -> CudaBackend.lower(Scheduler.fusing().schedule(Parser.parse(COLLATZ))))
                .isInstanceOf(UnsupportedOperationException.class).hasMessage(
                        "cuda: @collatz has branches or loops (cond, while, scan), which only the CPU back end runs;"
                                + " compile it for the CPU");
    }
}
