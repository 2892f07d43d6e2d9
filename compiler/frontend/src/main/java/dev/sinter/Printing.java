package dev.sinter;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.List;

/** Tensors as text: aligned columns between nested brackets, then what is not as usual (dtype, gradient). */
final class Printing {
    private static final String PREFIX = "tensor(";

    private final Buffer buffer;
    private final PrintOptions options;
    private final boolean isSummary;
    private final ElementFormat format;

    private Printing(Buffer buffer, PrintOptions options) {
        this.buffer = buffer;
        this.options = options;
        this.isSummary = buffer.count() > options.threshold();
        List<Integer> shown = new ArrayList<>();
        collect(0, 0, buffer.count(), shown);
        this.format = buffer.dtype().isFloating()
                ? ElementFormat.ofNumbers(shown.stream().mapToDouble(buffer::get).toArray(), options.precision(),
                        options.scientific())
                : ElementFormat.ofWords(shown.stream().map(this::word).toList());
    }

    static String print(Tensor tensor) {
        if (Recorder.mine().isTracing() && tensor.isUnknown()) {
            return PREFIX + tensor.type() + ", traced)";
        }
        PrintOptions options = PrintOptions.current();
        Buffer buffer = tensor.buffer();
        List<String> suffixes = new ArrayList<>();
        String body;
        if (buffer.count() == 0) {
            body = "[]";
            if (buffer.rank() != 1) {
                suffixes.add("size=" + tensor.shape());
            }
            if (buffer.dtype() != DType.F32) {
                suffixes.add("dtype=" + name(buffer.dtype()));
            }
        } else {
            body = new Printing(buffer, options).nested(0, 0, buffer.count(), PREFIX.length());
            if (buffer.dtype() != DType.F32 && buffer.dtype() != DType.I64 && buffer.dtype() != DType.BOOL) {
                suffixes.add("dtype=" + name(buffer.dtype()));
            }
        }
        GradFn from = tensor.gradFn();
        if (from != null) {
            suffixes.add("gradFn=" + from);
        } else if (tensor.requiresGrad()) {
            suffixes.add("requiresGrad=true");
        }
        String whole = PREFIX + body;
        String owner = tensor instanceof Parameter ? "Parameter containing:\n" : "";
        return owner + whole + suffixes(whole, suffixes, options.lineWidth()) + ")";
    }

    private static String suffixes(String body, List<String> suffixes, int lineWidth) {
        StringBuilder text = new StringBuilder();
        // PyTorch counts one more than there is.
        int line = body.length() - body.lastIndexOf('\n') + 1;
        for (String suffix : suffixes) {
            boolean fits = line + suffix.length() + 2 <= lineWidth;
            text.append(fits ? ", " : ",\n" + " ".repeat(PREFIX.length())).append(suffix);
            line = fits ? line + suffix.length() + 2 : PREFIX.length() + suffix.length();
        }
        return text.toString();
    }

    private static String name(DType dtype) {
        return switch (dtype) {
            case F32 -> "float32";
            case F64 -> "float64";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case I64 -> "int64";
            case I32 -> "int32";
            case I16 -> "int16";
            case I8 -> "int8";
            case U8 -> "uint8";
            case BOOL -> "bool";
        };
    }

    /** Whether a summary leaves some of an axis out; without edge items, all of it. */
    private boolean cuts(long size) {
        return isSummary && size > 2L * options.edgeItems();
    }

    private void collect(int axis, int from, int count, List<Integer> shown) {
        if (axis == buffer.rank()) {
            shown.add(from);
            return;
        }
        int size = (int) buffer.size(axis);
        for (int i = 0; i < size; i++) {
            if (!cuts(size) || i < options.edgeItems() || i >= size - options.edgeItems()) {
                collect(axis + 1, from + i * (count / size), count / size, shown);
            }
        }
    }

    private String word(int i) {
        return buffer.dtype() == DType.BOOL
                ? Boolean.toString(buffer.bits(i) != 0)
                : Long.toString(buffer.bits(i));
    }

    private String element(int i) {
        return format.pad(buffer.dtype().isFloating() ? format.text(buffer.get(i)) : word(i));
    }

    private String nested(int axis, int from, int count, int indent) {
        if (axis == buffer.rank()) {
            return element(from).strip();
        }
        int size = (int) buffer.size(axis);
        if (isSummary && options.edgeItems() == 0) {
            return "[...]";
        }
        boolean isRow = axis == buffer.rank() - 1;
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (cuts(size) && i == options.edgeItems()) {
                parts.add(isRow ? " ..." : "...");
                i = size - options.edgeItems();
            }
            int start = from + i * (count / size);
            parts.add(isRow ? element(start) : nested(axis + 1, start, count / size, indent + 1));
        }
        String margin = " ".repeat(indent + 1);
        if (!isRow) {
            return "[" + String.join("," + "\n".repeat(buffer.rank() - axis - 1) + margin, parts) + "]";
        }
        int perLine = Math.max(1, (options.lineWidth() - indent) / (format.width() + 2));
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < parts.size(); i++) {
            text.append(i == 0 ? "" : i % perLine == 0 ? ",\n" + margin : ", ").append(parts.get(i));
        }
        return text.append(']').toString();
    }
}
