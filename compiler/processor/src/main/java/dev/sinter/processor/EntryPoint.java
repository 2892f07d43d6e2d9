package dev.sinter.processor;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Locale;

/**
 * The classes that javac shall make from a declaration.
 *
 * <p>Two: the program that users call, and the artefact behind it. The artefact is first written as source, so that the program can
 * name it; that one only says what is missing. Once the model has been traced, the compiled class of the same name takes its place.
 *
 * @param declaration     what it is made from
 * @param artifactPackage the package of the artefact, its kernels and its weights
 * @param artifactName    the simple name of the artefact
 * @param sizes           where the sizes come from in a call with arrays
 */
record EntryPoint(Declaration declaration, String artifactPackage, String artifactName, Sizes sizes) {
    static EntryPoint of(Declaration declaration) {
        String word = declaration.word();
        String folder = word.toLowerCase(Locale.ROOT);
        String parent = declaration.packageName();
        return new EntryPoint(declaration, parent.isEmpty() ? folder : parent + "." + folder, word + "Artifact",
                Sizes.of(declaration.inputs()));
    }

    /** The binary name of the artefact. */
    String artifactClass() {
        return artifactPackage + "." + artifactName;
    }

    /** The binary name of the compiled program's class. */
    String programClass() {
        String entry = declaration.entry();
        String simple = Character.toUpperCase(entry.charAt(0)) + entry.substring(1);
        return artifactPackage + "." + (simple.equals(artifactName) ? simple + "Entry" : simple);
    }

    /** The dtype that {@code forward} must return. */
    DType outputDType() {
        return declaration.output().map(type -> type.dtype()).orElse(DType.F32);
    }

    /** The class of the arrays that hold elements of a dtype: {@code float} for f32, as {@code dev.sinter.runtime.Buffer} has it. */
    static Class<?> element(DType dtype) {
        return switch (dtype) {
            case F32 -> float.class;
            case F64 -> double.class;
            case F16, BF16, I16 -> short.class;
            case I64 -> long.class;
            case I32 -> int.class;
            case I8, U8, BOOL -> byte.class;
        };
    }

    /** The dimensions as Java expressions over variables named like the sizes. */
    static List<String> expressions(Declaration.Input input) {
        return input.type().shape().dims().stream().map(EntryPoint::expression).toList();
    }

    static String expression(Dim dim) {
        return dim.fold(new Dim.Algebra<String>() {
            @Override
            public String constant(long value) {
                return value == (int) value ? Long.toString(value) : value + "L";
            }

            @Override
            public String symbol(String name) {
                return name;
            }

            @Override
            public String plus(String a, String b) {
                return "(" + a + " + " + b + ")";
            }

            @Override
            public String times(String a, String b) {
                return a + " * " + b;
            }

            @Override
            public String floorDiv(String dividend, String divisor) {
                return "Math.floorDiv(" + dividend + ", " + divisor + ")";
            }
        });
    }
}
