package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cpu.CpuOptions;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.LiteralBuffers;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Source;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Program;
import dev.sinter.runtime.WorkerTeam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The checks of compiled programs: in every form, with one, two and three threads, they give the interpreter's bits. */
final class CompiledChecks implements AutoCloseable {
    private final WorkerTeam one = new WorkerTeam(1);
    private final WorkerTeam two = new WorkerTeam(2);
    private final WorkerTeam three = new WorkerTeam(3);

    List<Check> all() {
        return List.of(
                check("fused, fastest forms", Scheduler.fusing(), CpuOptions.FASTEST, one, two, three),
                check("fused, fast scalar forms", Scheduler.fusing(), new CpuOptions(false, true, false), two),
                check("fused, plain loops", Scheduler.fusing(), CpuOptions.PLAIN, one),
                check("a kernel for each op", Scheduler.plain(), CpuOptions.FASTEST, three),
                new Check("compiled, an index out of range is an error", this::wrongIndex));
    }

    private static Check check(String form, Scheduler scheduler, CpuOptions options, WorkerTeam... teams) {
        return new Check("compiled, " + form + " = interpreter",
                program -> compare(program, scheduler, options, List.of(teams)));
    }

    private static @Nullable String compare(Case sample, Scheduler scheduler, CpuOptions options,
            List<WorkerTeam> teams) {
        Program program = compile(sample.graph(), scheduler, options);
        for (WorkerTeam team : teams) {
            program.setTeam(team);
            String difference = Difference.between(sample.expected(), run(program, sample));
            if (difference != null) {
                return "with " + team.threads() + " threads " + difference;
            }
        }
        return null;
    }

    private @Nullable String wrongIndex(Case sample) {
        return WrongIndex.failure(sample, wrong -> {
            Program program = compile(wrong.graph(), Scheduler.fusing(), CpuOptions.FASTEST);
            program.setTeam(two);
            return run(program, wrong);
        });
    }

    private static Program compile(Graph graph, Scheduler scheduler, CpuOptions options) {
        Schedule schedule = scheduler.schedule(graph);
        String name = "dev.sinter.program.Fuzz";
        Program program = (Program) new Compilation(graph, graph, schedule, name,
                CpuBackend.compile(schedule, name, options)).load();
        // Not only once they are hot: a fuzzed program never is.
        program.useVectors();
        return program;
    }

    private static Map<String, Literal> run(Program program, Case sample) {
        Graph graph = sample.graph();
        @Nullable Buffer[] given = new Buffer[graph.inputs().size()];
        for (int i = 0; i < given.length; i++) {
            String input = ((Source.Input) graph.inputs().get(i).op()).id();
            given[i] = LiteralBuffers.buffer(Objects.requireNonNull(sample.inputs().get(input)));
        }
        @Nullable Buffer[] results = new Buffer[graph.outputs().size()];
        try {
            program.run(given, results);
        } catch (IndexOutOfBoundsException e) {
            checkUnchanged(graph, given, sample);
            throw e;
        }
        Map<String, Literal> outputs = new LinkedHashMap<>();
        for (String output : graph.outputs().keySet()) {
            outputs.put(output, LiteralBuffers.literal(Objects.requireNonNull(results[outputs.size()])));
        }
        return outputs;
    }

    /** A call that fails leaves its states as they were. */
    private static void checkUnchanged(Graph graph, @Nullable Buffer[] given, Case sample) {
        for (int i = 0; i < given.length; i++) {
            String input = ((Source.Input) graph.inputs().get(i).op()).id();
            if (!LiteralBuffers.buffer(Objects.requireNonNull(sample.inputs().get(input)))
                    .sameBits(Objects.requireNonNull(given[i]))) {
                throw new IllegalStateException("the state " + input + " was changed by a call that failed");
            }
        }
    }

    @Override
    public void close() {
        one.close();
        two.close();
        three.close();
    }
}
