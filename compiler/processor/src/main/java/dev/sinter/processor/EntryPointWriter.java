package dev.sinter.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.State;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the sources of an {@link EntryPoint}; the only one to know JavaPoet. They need nothing but the runtime. */
final class EntryPointWriter {
    private static final ArrayTypeName BUFFERS = ArrayTypeName.of(Buffer.class);

    /** A class in Java. */
    record Source(String className, String text) {}

    private final EntryPoint entryPoint;
    private final Declaration declaration;
    private final ClassName artifact;

    EntryPointWriter(EntryPoint entryPoint) {
        this.entryPoint = entryPoint;
        declaration = entryPoint.declaration();
        artifact = ClassName.get(entryPoint.artifactPackage(), entryPoint.artifactName());
    }

    /** What users call. */
    Source program() {
        TypeSpec.Builder type = TypeSpec.classBuilder(declaration.programName());
        if (declaration.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        type.addModifiers(Modifier.FINAL)
                .addJavadoc("""
                        {@link $L} as a program: {@code $L}.

                        <p>Calls of one program take turns; programs that shall run at the same time are several, and may share a state.
                        """,
                        declaration.className(), declaration.call())
                .addField(FieldSpec.builder(Entry.class, "entry", Modifier.PRIVATE, Modifier.FINAL).build())
                .addMethod(fresh())
                .addMethod(withState())
                .addMethod(initialState())
                .addMethod(accessor("state", State.class, "entry.state()",
                        "The weights, which calls read; {@code restore} loads trained ones from a file.\n"))
                .addMethod(accessor("entry", Entry.class, "entry",
                        "What runs: for calls that reuse their results' buffers and allocate nothing.\n"))
                .addMethod(ofArrays())
                .addMethod(ofBuffers());
        if (!entryPoint.sizes().inferred().isEmpty()) {
            type.addMethod(size());
        }
        return file(declaration.packageName(), type.build());
    }

    /** The artefact until the compiled one takes its place. */
    Source artifact() {
        TypeSpec type = TypeSpec.classBuilder(entryPoint.artifactName()).addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .superclass(Artifact.class)
                .addJavadoc(
                        "Stands in for the compiled $L; once javac has traced the model, the compiled class of this name takes its place.\n",
                        declaration.className())
                .addMethod(override("name", String.class, Modifier.PUBLIC)
                        .addStatement("return $S", declaration.word())
                        .build())
                .addMethod(override("entries", ParameterizedTypeName.get(List.class, String.class), Modifier.PUBLIC)
                        .addStatement("return $T.of($S)", List.class, declaration.entry())
                        .build())
                .addMethod(override("create", Executable.class, Modifier.PROTECTED)
                        .addParameter(String.class, "entry")
                        .addStatement("throw missing()")
                        .build())
                .addMethod(override("resource", InputStream.class, Modifier.PROTECTED)
                        .addParameter(String.class, "name")
                        .addStatement("throw missing()")
                        .build())
                .addMethod(MethodSpec.methodBuilder("missing")
                        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                        .returns(IllegalStateException.class)
                        .addStatement("return new $T($S)", IllegalStateException.class, declaration.className()
                                + " has not been compiled: javac could not run it, or was told not to; '"
                                + declaration.command("CLASSES") + "' compiles it now")
                        .build())
                .build();
        return file(entryPoint.artifactPackage(), type);
    }

    private Source file(String packageName, TypeSpec type) {
        JavaFile file = JavaFile.builder(packageName, type)
                .addFileComment("Generated from @Model $L.", declaration.className())
                .indent("    ")
                .skipJavaLangImports(true)
                .build();
        return new Source(packageName.isEmpty() ? type.name() : packageName + "." + type.name(), file.toString());
    }

    private static MethodSpec.Builder override(String name, Type returned, Modifier access) {
        return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(access).returns(returned);
    }

    private static MethodSpec.Builder override(String name, TypeName returned, Modifier access) {
        return MethodSpec.methodBuilder(name).addAnnotation(Override.class).addModifiers(access).returns(returned);
    }

    private MethodSpec fresh() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("A program with the weights that the model's constructor made.\n")
                .addStatement("this(initialState())")
                .build();
    }

    private MethodSpec withState() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("A program with these weights, which others may share.\n")
                .addParameter(State.class, "state")
                .addStatement("entry = new $T().entry($S, state)", artifact, declaration.entry())
                .build();
    }

    private MethodSpec initialState() {
        return MethodSpec.methodBuilder("initialState")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("A new copy of the weights that the model's constructor made.\n")
                .returns(State.class)
                .beginControlFlow("try")
                .addStatement("return new $T().initialState()", artifact)
                .nextControlFlow("catch ($T e)", IOException.class)
                .addStatement("throw new $T(e)", UncheckedIOException.class)
                .endControlFlow()
                .build();
    }

    private static MethodSpec accessor(String name, Class<?> type, String value, String javadoc) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc(javadoc)
                .returns(type)
                .addStatement("return $L", value)
                .build();
    }

    private MethodSpec ofArrays() {
        TypeName result = ArrayTypeName.of(EntryPoint.element(entryPoint.outputDType()));
        MethodSpec.Builder method = MethodSpec.methodBuilder(declaration.entry())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("$L", javadoc())
                .returns(result);
        for (Declaration.Input input : declaration.inputs()) {
            method.addParameter(ArrayTypeName.of(EntryPoint.element(input.type().dtype())), input.name());
        }
        entryPoint.sizes().given().forEach(symbol -> method.addParameter(long.class, symbol));
        for (Sizes.Inferred size : entryPoint.sizes().inferred()) {
            method.addStatement("long $L = size($S, $L.length, $L)", size.symbol(), size.input().toString(),
                    size.input().name(), EntryPoint.expression(size.each()));
        }
        CodeBlock arguments = declaration.inputs().stream().map(EntryPointWriter::buffer)
                .collect(CodeBlock.joining(", "));
        method.addStatement("return ($T) $L($L).array()", result, declaration.entry(), arguments);
        return method.build();
    }

    private String javadoc() {
        String of = "{@code " + declaration.entry() + declaration.inputs().stream().map(Declaration.Input::toString)
                .collect(Collectors.joining(", ", "(", ")")) + "}";
        return "Computes " + of + " of the elements in row-major order"
                + declaration.output().map(type -> ", as {@code " + type + "}").orElse("")
                + (entryPoint.sizes().inferred().isEmpty()
                        ? ""
                        : "; the lengths of the arrays tell " + entryPoint.sizes().inferred().stream()
                                .map(Sizes.Inferred::symbol).collect(Collectors.joining(", ")))
                + ".\n";
    }

    private static CodeBlock buffer(Declaration.Input input) {
        CodeBlock.Builder call = CodeBlock.builder().add("$T.of($T.$L, $L", Buffer.class, DType.class,
                input.type().dtype().name(), input.name());
        EntryPoint.expressions(input).forEach(size -> call.add(", $L", size));
        return call.add(")").build();
    }

    private MethodSpec ofBuffers() {
        MethodSpec.Builder method = MethodSpec.methodBuilder(declaration.entry())
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Computes the same of tensors; one of a wrong type is refused by name.\n")
                .returns(Buffer.class);
        declaration.inputs().forEach(input -> method.addParameter(Buffer.class, input.name()));
        String results = declaration.inputs().stream().anyMatch(input -> input.name().equals("results"))
                ? "results_"
                : "results";
        return method.addStatement("$T $L = new $T[1]", BUFFERS, results, Buffer.class)
                .addStatement("this.entry.call(new $T {$L}, $L)", BUFFERS,
                        declaration.inputs().stream().map(Declaration.Input::name).collect(Collectors.joining(", ")),
                        results)
                .addStatement("return $L[0]", results)
                .build();
    }

    private static MethodSpec size() {
        return MethodSpec.methodBuilder("size")
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(long.class)
                .addParameter(String.class, "input")
                .addParameter(int.class, "length")
                .addParameter(long.class, "each")
                .beginControlFlow("if (each <= 0 || length % each != 0)")
                .addStatement("throw new $T(input + $S + length + $S + each)", IllegalArgumentException.class,
                        " cannot be an array of ", " elements; needed is a multiple of ")
                .endControlFlow()
                .addStatement("return length / each")
                .build();
    }
}
