package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** The text of one kernel while a form of loops writes it: what all forms share. */
abstract class KernelText {
    /** Threads per block of the simple loops. */
    static final int THREADS = 256;

    final Kernel kernel;
    final Set<Prelude> used = EnumSet.noneOf(Prelude.class);
    final IndexText index;
    final Lines lines = new Lines();

    /** The type of index variables. */
    final String integer;

    private boolean faults;

    KernelText(Kernel kernel) {
        this.kernel = kernel;
        this.index = IndexText.of(kernel, used);
        this.integer = index.type();
    }

    /** Writes the statements of the kernel. */
    abstract void body();

    /** How many blocks it wants; any number is right, because the loops stride by the grid. */
    abstract Dim blocks();

    int threads() {
        return THREADS;
    }

    /** The name of the form, for people. */
    abstract String form();

    /** A place where scalars are computed. */
    final ScalarText scalars(String folded) {
        return new ScalarText(kernel, index, used, lines, folded);
    }

    /** To be told of every place after it was written to. */
    final void close(ScalarText place) {
        faults |= place.faults();
    }

    /** The axes from {@code first} to before {@code end}. */
    static List<Integer> axes(int first, int end) {
        return IntStream.range(first, end).boxed().toList();
    }

    final List<Integer> free() {
        return axes(0, kernel.free());
    }

    final List<Integer> folded() {
        return axes(kernel.free(), kernel.extents().size());
    }

    /** How many points these axes have. */
    final Dim count(List<Integer> axes) {
        return IndexText.product(axes.stream().map(kernel.extents()::get).toList());
    }

    /**
     * Writes the coordinates of point number {@code number}, a variable or in brackets, among those of the axes in row-major order,
     * as far as they are in {@code needed}.
     */
    final void coordinates(String number, List<Integer> axes, Set<Integer> needed) {
        List<String> declarations = new ArrayList<>();
        String rest = number;
        for (int k = axes.size() - 1; k >= 0; k--) {
            int axis = axes.get(k);
            String extent = index.factor(kernel.extents().get(axis));
            boolean one = kernel.extents().get(axis).is(1);
            String value = one ? "0" : k > 0 ? rest + " % " + extent : rest.equals(number) ? bare(number) : rest;
            if (needed.contains(axis)) {
                declarations.add("c" + axis + " = " + value);
            }
            rest = one ? rest : rest + " / " + extent;
        }
        if (!declarations.isEmpty()) {
            lines.add("const {} {};", integer, String.join(", ", declarations));
        }
    }

    private static String bare(String text) {
        return text.startsWith("(") ? text.substring(1, text.length() - 1) : text;
    }

    /** Opens a loop of all threads of the grid over {@code count} numbers. */
    final void overGrid(String variable, Dim count) {
        lines.add("const {} points = {};", integer, index.of(count));
        lines.add(
                "for ({} {} = ({}) blockIdx.x * blockDim.x + threadIdx.x; {} < points; {} += ({}) gridDim.x * blockDim.x) {",
                integer, variable, integer,
                variable, variable, integer);
    }

    /** Writes what is done at a point of the free axes, by one thread. */
    final void point() {
        String value = kernel.fold() == null ? "" : new SerialFold(this, kernel.fold()).write();
        ScalarText place = scalars(value);
        place.write();
        close(place);
    }

    /** Everything together: a comment, the signature, the body. */
    final CudaKernel finish(String name, boolean distinct) {
        body();
        List<String> parameters = new ArrayList<>();
        List<CudaKernel.Parameter> kinds = new ArrayList<>();
        String restrict = distinct ? " __restrict__" : "";
        for (int operand = 0; operand < kernel.operands().size(); operand++) {
            int number = operand;
            if (kernel.reads().stream().anyMatch(read -> read.operand() == number)) {
                parameters.add("const " + Words.stored(kernel.operands().get(operand).dtype()) + "*" + restrict + " a"
                        + operand);
                kinds.add(new CudaKernel.Parameter.Operand(operand));
            }
        }
        parameters.add(Words.stored(kernel.dtype()) + "*" + restrict + " out");
        kinds.add(new CudaKernel.Parameter.Output());
        for (String symbol : index.symbols()) {
            parameters.add("long long s" + index.symbols().indexOf(symbol));
            kinds.add(new CudaKernel.Parameter.Symbol(symbol));
        }
        if (faults) {
            parameters.add("int* " + ScalarText.FAULT);
            kinds.add(new CudaKernel.Parameter.Fault());
        }
        StringBuilder text = new StringBuilder();
        text.append("// ").append(kernel.output()).append(" over ").append(kernel.freeExtents());
        if (kernel.fold() != null) {
            text.append(", ").append(kernel.fold().name().toLowerCase(Locale.ROOT)).append(" of ")
                    .append(kernel.foldedExtents());
        }
        text.append(": ").append(form()).append('\n');
        for (String symbol : index.symbols()) {
            text.append("// s").append(index.symbols().indexOf(symbol)).append(" is ").append(symbol).append('\n');
        }
        text.append("extern \"C\" __global__ void __launch_bounds__(").append(threads()).append(") ").append(name)
                .append('(')
                .append(String.join(", ", parameters)).append(") {\n");
        lines.toString().lines().forEach(line -> text.append("    ").append(line).append('\n'));
        return new CudaKernel(name, text.append("}\n").toString(), used, kinds, blocks(), threads());
    }
}
