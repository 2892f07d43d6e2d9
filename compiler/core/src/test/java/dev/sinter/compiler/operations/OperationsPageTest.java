package dev.sinter.compiler.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.compiler.cuda.CudaBackend;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.nn.Functional;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds OPERATIONS.md against the code it was made from; {@code -Dsinter.page=write} writes it. */
class OperationsPageTest {
    private static final String HEAD = """
            # Operations

            Made by `OperationsPageTest`, which traces a call of each public method, and fails when this page says something else:
            `-Dsinter.page=write` writes it anew. "in place" is a twin whose name ends in an underscore; "order" is how often it can be
            differentiated, 2 standing for any number of times; "N" says that a size may be a symbol; the CPU computes all, "CUDA" says
            that there are kernels for it there too.

            """;
    private static final String COLUMNS = """
            | method | PyTorch | dtypes | in place | order | N | CUDA |
            |---|---|---|---|---|---|---|
            """;

    @Test
    @DisplayName("T7: the page of operations says what the code does")
    void page() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Class<?> owner : List.of(Tensor.class, Sinter.class, Functional.class)) {
            page.append("## ").append(owner.getSimpleName()).append("\n\n").append(COLUMNS);
            Operation.of(owner).forEach(operation -> page.append(row(operation)));
            page.append('\n');
        }
        Path file = Path.of("../../OPERATIONS.md");
        if (System.getProperty("sinter.page", "").equals("write")) {
            Files.writeString(file, page.toString());
        }
        assertThat(page.toString()).isEqualTo(Files.readString(file));
    }

    private static String row(Operation operation) {
        Optional<Example> example = Arrays.stream(new DType[]{DType.F32, DType.I64, DType.BOOL})
                .flatMap(dtype -> Example.of(operation, dtype).stream()).findFirst();
        String name = "`" + operation.name() + "` | `" + operation.pytorch() + "`";
        if (example.isEmpty()) {
            return "| " + name + " | by its Javadoc: not traced, or with arguments of its own | | | | |\n";
        }
        Example call = example.get();
        Set<DType> dtypes = Arrays.stream(DType.values()).filter(call::isAccepted).collect(Collectors.toSet());
        DType dtype = dtypes.contains(DType.F32) ? DType.F32 : dtypes.iterator().next();
        int orders = call.orders(dtype);
        Optional<Trace> trace = call.symbolic(dtype);
        return "| " + name + " | " + words(dtypes) + " | " + (operation.hasTwin() ? "yes" : "") + " | "
                + (orders == 0 ? "" : orders) + " | " + (trace.isPresent() ? "yes" : "") + " | "
                + (trace.filter(OperationsPageTest::hasCuda).isPresent() ? "yes" : "") + " |\n";
    }

    private static String words(Set<DType> dtypes) {
        if (dtypes.size() == DType.values().length) {
            return "all";
        }
        List<DType> missing = Arrays.stream(DType.values()).filter(dtype -> !dtypes.contains(dtype)).toList();
        List<DType> there = Arrays.stream(DType.values()).filter(dtypes::contains).toList();
        if (missing.stream().noneMatch(DType::isFloating) && there.stream().allMatch(DType::isFloating)) {
            return "floating";
        }
        return missing.size() < there.size()
                ? "all but " + missing.stream().map(DType::toString).collect(Collectors.joining(", "))
                : there.stream().map(DType::toString).collect(Collectors.joining(", "));
    }

    private static boolean hasCuda(Trace trace) {
        try {
            Schedule schedule = Scheduler.fusing().schedule(Pipeline.current().run(trace.graph()));
            return !CudaBackend.lower(schedule).source().isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
