package syncasync;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the house: which package may import which. What breaks one names the classes and their lines. */
class ArchitectureTest {

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("syncasync");

    @Test
    void the_loop_imports_host_only_and_draws_nothing() {
        classes()
                .that()
                .resideInAPackage("syncasync.loop")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("syncasync.loop", "syncasync.host", "java..", "com.sun.management"))
                .because("whoever reads the loop reads nothing else; what draws it is in loop.view")
                .check(LIBRARY);
    }

    @Test
    void nothing_knows_what_draws_the_loop_but_that_itself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("syncasync.loop.view")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("syncasync.loop.view")
                .check(LIBRARY);
    }

    @Test
    void host_imports_nothing_of_the_library() {
        classes()
                .that()
                .resideInAPackage("syncasync.host")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("syncasync.host", "java.."))
                .because("it is all that a kernel may import, and a kernel needs no more")
                .check(LIBRARY);
    }

    @Test
    void the_drawing_kit_knows_nothing_that_is_drawn() {
        classes()
                .that()
                .resideInAPackage("syncasync.display")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("syncasync.display", "syncasync.host", "syncasync.timing", "java.."))
                .check(LIBRARY);
    }

    @Test
    void the_library_imports_no_class_of_a_kernel() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "syncasync.kernel..", "org.dflib..", "io.github.spencerpark..", "org.zeromq.."))
                .because("notebooks, tests and plain programs use it alike, on any kernel or none")
                .check(LIBRARY);
    }

    @Test
    void the_library_needs_no_other_library_but_assertj() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("syncasync..", "java..", "javax..", "jdk..", "com.sun..", "org.assertj.."))
                .because("what it needs, every notebook's class path must have")
                .check(LIBRARY);
    }

    @Test
    void no_package_imports_the_door() {
        noClasses()
                .that(resideInAPackage("syncasync.."))
                .and()
                .doNotHaveFullyQualifiedName(Notebook.class.getName())
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Notebook.class.getName())
                .check(LIBRARY);
    }

    @Test
    void no_packages_import_each_other_in_a_circle() {
        slices().matching("syncasync.(**)").should().beFreeOfCycles().check(LIBRARY);
    }

    @Test
    void processes_are_started_by_the_packages_for_it_and_by_no_test_of_another() {
        JavaClasses all = new ClassFileImporter().importPackages("syncasync");
        noClasses()
                .that()
                .resideOutsideOfPackages("syncasync.process", "syncasync.explore", "syncasync.programs")
                .should()
                .callMethod(ProcessBuilder.class, "start")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .because("what a process leaves behind, one place cleans up")
                .check(all);
    }

    @Test
    void benchmarks_and_their_tool_stay_out_of_the_library_and_its_tests() {
        JavaClasses all = new ClassFileImporter().importPackages("syncasync");
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.openjdk.jmh.."))
                .check(all);
    }
}
