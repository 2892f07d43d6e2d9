package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cpu.CpuOptions;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.LiteralBuffers;
import dev.sinter.compiler.passes.Debug;
import dev.sinter.compiler.passes.Pass;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Program;
import dev.sinter.runtime.WorkerTeam;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that holds for every graph. */
interface Check {
    String name();

    /**
     * What is wrong, or null.
     *
     * @param inputs   values for the inputs
     * @param expected what the interpreter gives for them
     */
    @Nullable
    String failure(Graph graph, Map<String, Literal> inputs, Map<String, Literal> expected);

    /** All of them. */
    static List<Check> all(Teams teams) {
        List<Check> checks = new ArrayList<>();
        checks.add(new RoundTrip());
        checks.add(new Compiled("fused, fastest forms", Scheduler.fusing(), CpuOptions.FASTEST,
                List.of(teams.one, teams.two, teams.three)));
        checks.add(new Compiled("fused, fast scalar forms", Scheduler.fusing(), new CpuOptions(false, true),
                List.of(teams.two)));
        checks.add(new Compiled("fused, plain loops", Scheduler.fusing(), CpuOptions.PLAIN, List.of(teams.one)));
        checks.add(new Compiled("a kernel for each op", Scheduler.plain(), CpuOptions.FASTEST, List.of(teams.three)));
        checks.add(new Rewritten("all passes", Pipeline.standard()));
        Pipeline.standard().forEach(pass -> checks.add(new Rewritten("pass " + pass.name(), List.of(pass))));
        return checks;
    }

    /** Threads for programs: one, two and three of them. */
    final class Teams implements AutoCloseable {
        private final WorkerTeam one = new WorkerTeam(1);
        private final WorkerTeam two = new WorkerTeam(2);
        private final WorkerTeam three = new WorkerTeam(3);

        @Override
        public void close() {
            one.close();
            two.close();
            three.close();
        }
    }

    /** Its text reads back to the same text, and the verifier finds nothing. */
    record RoundTrip() implements Check {
        @Override
        public String name() {
            return "text";
        }

        @Override
        public @Nullable String failure(Graph graph, Map<String, Literal> inputs, Map<String, Literal> expected) {
            List<String> problems = Verifier.problems(graph);
            if (!problems.isEmpty()) {
                return String.join("; ", problems);
            }
            String text = graph.toString();
            String again = Parser.parse(text).toString();
            return text.equals(again) ? null : "reads back as\n" + again;
        }
    }

    /** The compiled program gives the interpreter's bits, with any number of threads. */
    record Compiled(String name, Scheduler scheduler, CpuOptions options, List<WorkerTeam> teams) implements Check {
        @Override
        public @Nullable String failure(Graph graph, Map<String, Literal> inputs, Map<String, Literal> expected) {
            Schedule schedule = scheduler.schedule(graph);
            String name = "dev.sinter.program.Fuzz";
            Program program = (Program) new Compilation(graph, graph, schedule, name,
                    CpuBackend.compile(schedule, name, options)).load();
            for (WorkerTeam team : teams) {
                program.setTeam(team);
                @Nullable Buffer[] given = new Buffer[graph.inputs().size()];
                for (int i = 0; i < given.length; i++) {
                    given[i] = LiteralBuffers.buffer(Objects.requireNonNull(inputs.get(id(graph.inputs().get(i)))));
                }
                @Nullable Buffer[] results = new Buffer[graph.outputs().size()];
                program.run(given, results);
                Map<String, Literal> got = new LinkedHashMap<>();
                for (String output : graph.outputs().keySet()) {
                    got.put(output, LiteralBuffers.literal(Objects.requireNonNull(results[got.size()])));
                }
                String difference = Difference.between(expected, got);
                if (difference != null) {
                    return "with " + team.threads() + " threads " + difference;
                }
            }
            return null;
        }

        private static String id(Node input) {
            return ((Source.Input) input.op()).id();
        }
    }

    /** Passes change no bit. */
    record Rewritten(String name, List<Pass> passes) implements Check {
        @Override
        public @Nullable String failure(Graph graph, Map<String, Literal> inputs, Map<String, Literal> expected) {
            Graph rewritten = new Pipeline(passes, Debug.parse("check=3"), report -> {}).run(graph);
            String difference = Difference.between(expected, Interpreter.run(rewritten, inputs));
            return difference == null ? null : difference + "\nafter it\n" + rewritten;
        }
    }
}
