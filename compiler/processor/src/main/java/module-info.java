/** Models compiled while javac runs. */
module dev.sinter.processor {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.compiler;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.ir;
    requires transitive dev.sinter.runtime;
    requires com.palantir.javapoet;
    requires transitive java.compiler;
    requires jdk.compiler;

    exports dev.sinter.processor;

    provides javax.annotation.processing.Processor with dev.sinter.processor.ModelProcessor;
}
