package dev.sinter.compiler.operations;

import dev.sinter.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A public method, with its overloads, that computes tensors of tensors.
 *
 * @param owner the class that one calls it on, or whose static method it is
 */
record Operation(Class<?> owner, String name, List<Method> overloads) {
    /** What gives tensors that were computed by something else. */
    private static final Set<String> NO_OPERATIONS = Set.of("grad", "apply");
    private static final Map<String, String> PYTORCH = Map.ofEntries(
            Map.entry("plus", "+"), Map.entry("minus", "-"), Map.entry("times", "*"), Map.entry("unaryMinus", "-x"),
            Map.entry("isNaN", "isnan"), Map.entry("isInf", "isinf"), Map.entry("isFinite", "isfinite"),
            Map.entry("isClose", "isclose"),
            Map.entry("logSumExp", "logsumexp"), Map.entry("toFloat", "float"), Map.entry("toDouble", "double"),
            Map.entry("toHalf", "half"), Map.entry("toBfloat16", "bfloat16"), Map.entry("toLong", "long"),
            Map.entry("toInt", "int"), Map.entry("toShort", "short"), Map.entry("toByte", "byte"),
            Map.entry("toChar", "char"),
            Map.entry("toBool", "bool"), Map.entry("get", "x[i]"), Map.entry("slice", "x[a:b:c]"),
            Map.entry("broadcastTo", "expand_as"), Map.entry("constant", "torch.tensor"),
            Map.entry("clampMin", "clamp(min=)"), Map.entry("clampMax", "clamp(max=)"), Map.entry("rsub", "rsub"));

    /** The operations among the public methods of a class, in the order of their names; a method's twin in place goes with it. */
    static List<Operation> of(Class<?> owner) {
        Map<String, List<Method>> byName = new TreeMap<>();
        Stream.of(owner.getMethods())
                .filter(method -> computes(method) && method.getDeclaringClass() != Object.class && !method.isBridge())
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .forEach(method -> byName.computeIfAbsent(method.getName(), name -> new ArrayList<>()).add(method));
        return byName.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith("_") || !byName.containsKey(base(entry.getKey())))
                .map(entry -> new Operation(owner, entry.getKey(), entry.getValue())).toList();
    }

    private static boolean computes(Method method) {
        boolean takes = !Modifier.isStatic(method.getModifiers())
                || Arrays.stream(method.getParameterTypes())
                        .anyMatch(type -> type == Tensor.class || type == List.class);
        Class<?> result = method.getReturnType();
        if (NO_OPERATIONS.contains(method.getName())) {
            return false;
        }
        return takes && (Tensor.class.isAssignableFrom(result) || result == List.class || result.isRecord()
                && Arrays.stream(result.getRecordComponents())
                        .allMatch(part -> part.getType() == Tensor.class || part.getType() == List.class));
    }

    private static String base(String name) {
        return name.substring(0, name.length() - 1);
    }

    boolean hasTwin() {
        return Stream.of(owner.getMethods()).anyMatch(method -> method.getName().equals(name + "_"));
    }

    String pytorch() {
        String known = PYTORCH.get(name);
        return known != null ? known : name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
