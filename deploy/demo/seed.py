"""`make seed`: money in a town's reserve, somebody to tell, and a town's register, without the rest of the story."""

from deploy.demo.__main__ import say
from deploy.demo.platform import Platform
from deploy.demo.story import Story


def main() -> None:
    with Platform.running() as platform:
        story = Story(platform)
        story.prepare()
        summary = story.import_register().summary
        say(f"已导入演示登记：{summary['rows']} 行，录入 {summary['taken']} 行，退回 {summary['refused']} 行 / loaded")


if __name__ == "__main__":
    main()
