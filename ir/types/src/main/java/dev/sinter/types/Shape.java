package dev.sinter.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** The dimensions of a tensor, outermost first; each is a constant or an expression over symbols. */
public final class Shape implements Iterable<Dim> {
    /** The shape of a scalar. */
    public static final Shape SCALAR = new Shape(List.of());

    private final List<Dim> dims;

    private Shape(List<Dim> dims) {
        this.dims = dims;
    }

    /** A shape with constant dimensions, each 0 or more. */
    public static Shape of(long... dims) {
        return of(Arrays.stream(dims).mapToObj(Dim::of).toList());
    }

    public static Shape of(Dim... dims) {
        return of(List.of(dims));
    }

    public static Shape of(List<Dim> dims) {
        for (Dim dim : dims) {
            if (dim.isConstant() && dim.constant() < 0) {
                throw new IllegalArgumentException("a dimension is 0 or more, but the shape is " + dims);
            }
        }
        return dims.isEmpty() && SCALAR != null ? SCALAR : new Shape(List.copyOf(dims));
    }

    /** Reads {@code [N,4]}; {@link IllegalArgumentException} where it is malformed. */
    public static Shape parse(String text) {
        String inner = text.strip();
        if (!inner.startsWith("[") || !inner.endsWith("]")) {
            throw new IllegalArgumentException("a shape reads like [N,4], not '" + text + "'");
        }
        inner = inner.substring(1, inner.length() - 1).strip();
        return of(split(inner).stream().map(Dim::parse).toList());
    }

    /** The items of a list separated by commas that stand outside of parentheses; of a blank text none. */
    public static List<String> split(String items) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= items.length() && !items.isBlank(); i++) {
            char c = i == items.length() ? ',' : items.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && (depth <= 0 || i == items.length())) {
                parts.add(items.substring(start, i).strip());
                start = i + 1;
            }
        }
        return parts;
    }

    public List<Dim> dims() {
        return dims;
    }

    public int rank() {
        return dims.size();
    }

    /** Dimension {@code axis}; a negative axis counts from the end. */
    public Dim dim(int axis) {
        return dims.get(axis < 0 ? axis + dims.size() : axis);
    }

    /** Dimension {@code axis} as a number; {@link IllegalStateException} where it is symbolic. */
    public long size(int axis) {
        return dim(axis).constant();
    }

    /** The number of elements. */
    public Dim numel() {
        Dim product = Dim.ONE;
        for (Dim dim : dims) {
            product = product.times(dim);
        }
        return product;
    }

    /** Whether no dimension is symbolic. */
    public boolean isStatic() {
        return dims.stream().allMatch(Dim::isConstant);
    }

    /** The dimensions as numbers; {@link IllegalStateException} where one is symbolic. */
    public long[] sizes() {
        return dims.stream().mapToLong(Dim::constant).toArray();
    }

    /** How many elements to step for one step along each axis of a dense row-major tensor of this shape. */
    public List<Dim> rowMajorStrides() {
        Dim[] strides = new Dim[dims.size()];
        Dim stride = Dim.ONE;
        for (int axis = dims.size() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = stride.times(dims.get(axis));
        }
        return List.of(strides);
    }

    /** The form in graph texts, without spaces: {@code [N,4]}. */
    public String text() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Iterator<Dim> iterator() {
        return dims.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape && dims.equals(((Shape) other).dims);
    }

    @Override
    public int hashCode() {
        return dims.hashCode();
    }

    /** {@code [5, 3]}. */
    @Override
    public String toString() {
        return dims.toString();
    }
}
